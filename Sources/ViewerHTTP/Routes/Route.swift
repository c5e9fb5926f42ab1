import NIOHTTP1

/// Every route of a node (CONTRACT.md).
enum Route: Int, CaseIterable, Sendable {
    case register, heartbeat, view, cluster, targets, config
    case connect, beat, disconnect, identify, shardStatus
    case status, members, fleets, overview, fleet, oneCluster, shards, events, leave, drain, forget
    case metrics, health, ready
    case page, asset

    /// - Returns: nil for a path that leads nowhere.
    init?(path: Substring) {
        switch path {
        case "/beat": self = .beat
        case "/fleet/heartbeat": self = .heartbeat
        case "/fleet/register": self = .register
        case "/api/fleet/view": self = .view
        case "/api/fleet/cluster": self = .cluster
        case "/api/fleet/targets": self = .targets
        case "/api/config": self = .config
        case "/connect": self = .connect
        case "/disconnect": self = .disconnect
        case "/identify": self = .identify
        case "/status": self = .shardStatus
        case "/v1/status": self = .status
        case "/v1/members": self = .members
        case "/v1/fleets": self = .fleets
        case "/v1/overview": self = .overview
        case "/v1/fleet": self = .fleet
        case "/v1/cluster": self = .oneCluster
        case "/v1/shards": self = .shards
        case "/v1/events": self = .events
        case "/v1/leave": self = .leave
        case "/v1/drain": self = .drain
        case "/metrics": self = .metrics
        case "/healthz": self = .health
        case "/readyz": self = .ready
        case "/": self = .page
        default:
            if PageAssets.files[path] != nil {
                self = .asset
                return
            }
            guard Self.forgottenName(in: path) != nil else { return nil }
            self = .forget
        }
    }

    /// The pattern of the path, for the counters.
    var label: String {
        switch self {
        case .register: "/fleet/register"
        case .heartbeat: "/fleet/heartbeat"
        case .view: "/api/fleet/view"
        case .cluster: "/api/fleet/cluster"
        case .targets: "/api/fleet/targets"
        case .config: "/api/config"
        case .connect: "/connect"
        case .beat: "/beat"
        case .disconnect: "/disconnect"
        case .identify: "/identify"
        case .shardStatus: "/status"
        case .status: "/v1/status"
        case .members: "/v1/members"
        case .fleets: "/v1/fleets"
        case .overview: "/v1/overview"
        case .fleet: "/v1/fleet"
        case .oneCluster: "/v1/cluster"
        case .events: "/v1/events"
        case .shards: "/v1/shards"
        case .leave: "/v1/leave"
        case .drain: "/v1/drain"
        case .forget: "/v1/members/{name}/forget"
        case .metrics: "/metrics"
        case .health: "/healthz"
        case .ready: "/readyz"
        case .page: "/"
        case .asset: "/assets/{name}"
        }
    }

    /// GET or POST.
    var method: HTTPMethod {
        switch self {
        case .register, .heartbeat, .leave, .drain, .forget, .beat, .identify: .POST
        default: .GET
        }
    }

    /// HEAD works wherever GET does and changes nothing: one that took a shard could not say which.
    private var hasHead: Bool { method == .GET && self != .connect && self != .disconnect }

    func allows(_ method: HTTPMethod) -> Bool {
        method == self.method || (method == .HEAD && hasHead)
    }

    /// The header `Allow` of a 405.
    var allowed: String { hasHead ? "GET, HEAD" : method.rawValue }

    /// A route of shardman: with a secret of its own, and errors in its shape.
    var isOfBots: Bool {
        switch self {
        case .connect, .beat, .disconnect, .identify, .shardStatus: true
        default: false
        }
    }

    /// Without a token and without a limit: probes, and the page's own files, which hold no secret.
    var isOpen: Bool {
        switch self {
        case .health, .ready, .asset: true
        default: false
        }
    }

    /// The name in `/v1/members/{name}/forget`, decoded.
    static func forgottenName(in path: Substring) -> String? {
        let path = path.utf8
        let (prefix, suffix) = ("/v1/members/".utf8, "/forget".utf8)
        guard path.count > prefix.count + suffix.count, path.starts(with: prefix),
            path.suffix(suffix.count).elementsEqual(suffix)
        else { return nil }
        let name = path.dropFirst(prefix.count).dropLast(suffix.count)
        guard !name.contains(UInt8(ascii: "/")) else { return nil }
        return PercentEncoding.decode(name)
    }
}
