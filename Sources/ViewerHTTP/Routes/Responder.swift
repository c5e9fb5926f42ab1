import Membership
import NIOCore
import NIOHTTP1

/// Answers every request of a node: who may, how often, and with what. Shared by all connections.
struct Responder: Sendable {
    let configuration: ViewerConfiguration
    let service: any NodeService
    let sampleNames: SampleNames
    let gate: Gate
    let shardGate: ShardGate
    let registerLimiter: RateLimiter
    let beatLimiter: RateLimiter
    let documents: Documents
    let chronicle: Chronicle
    let page: PageAssets
    let counters = RequestCounters()
    let date = DateHeader()

    init(configuration: ViewerConfiguration, service: any NodeService) {
        self.configuration = configuration
        self.service = service
        sampleNames = SampleNames(namespace: configuration.namespace)
        gate = Gate(configuration)
        shardGate = ShardGate(configuration)
        registerLimiter = RateLimiter(perMinute: configuration.registerLimit)
        beatLimiter = RateLimiter(perMinute: configuration.beatLimit)
        chronicle = Chronicle(service.picture, trendStep: configuration.heartbeatInterval)
        documents = Documents(service: service, chronicle: chronicle)
        page = PageAssets()
    }

    /// Looks at the head alone, so that a refused body is never kept.
    func admit(_ head: HTTPRequestHead, remoteKey: UInt64) -> Admission {
        let target = RequestTarget(head.uri)
        let route = Route(path: target.path)
        if let route, route.isOfBots { return admitBot(head, target, route, remoteKey: remoteKey) }
        if let refusal = gate.refusal(of: head, target, route, remoteKey: remoteKey) {
            return .refused(refusal)
        }
        guard let route else {
            return .refused(.failure(.notFound, "not found", path: target.path))
        }
        guard route.allows(head.method) else {
            let allow = [(name: "Allow", value: route.allowed)]
            return .refused(
                .failure(.methodNotAllowed, "method not allowed", path: target.path, more: allow))
        }
        if Self.isTooLarge(head) { return .refused(tooLarge(target.path)) }
        return .admitted(Call(route: route, head: head, target: target, remoteKey: remoteKey))
    }

    func answer(_ call: Call, body: ByteBuffer, on loop: any EventLoop) -> Answering {
        switch call.route {
        case .beat: beat(call, body, loop)
        case .connect: connect(call, loop)
        case .disconnect: disconnect(call, loop)
        case .identify: identify(call, body, loop)
        case .shardStatus: shardStatus(call, loop)
        case .heartbeat: heartbeat(call, body, loop)
        case .register: register(call, body, loop)
        case .view: tagged(.view, call, loop)
        case .fleets: tagged(.fleets, call, loop)
        case .members: tagged(.members, call, loop)
        case .targets: tagged(.targets, call, loop)
        case .overview: overview(call, loop)
        case .fleet: fleet(call, loop)
        case .shards: shards(call, loop)
        case .oneCluster: oneCluster(call, loop)
        case .events: events(call)
        case .cluster: .now(cluster(call))
        case .config: .now(config(call))
        case .status: .now(status(call))
        case .metrics: .now(metrics())
        case .leave: leave(loop)
        case .drain: drain(loop)
        case .forget: forget(call, loop)
        case .health: .now(.text("ok"))
        case .ready: .now(.text("ready"))
        case .page: .now(page.shell(call, gate))
        case .asset: .now(page.asset(call))
        }
    }

    /// Whether the claimed length alone is over the limit.
    static func isTooLarge(_ head: HTTPRequestHead) -> Bool {
        guard let length = head.headers.first(name: "content-length") else { return false }
        return Int(length).map { $0 > ViewerLimits.bodyBytesMax } ?? true
    }

    func tooLarge(_ path: Substring) -> Reply {
        let megabytes = ViewerLimits.bodyBytesMax >> 20
        return .failure(.payloadTooLarge, "the body is over \(megabytes) MiB", path: path)
    }

    /// - Returns: the refusal, nil while the limit is kept.
    func overLimit(_ limiter: RateLimiter, _ key: UInt64, _ sentence: String) -> Reply? {
        limiter.take(key, now: Clocks.nanoseconds()).map { seconds in
            .text(sentence, status: .tooManyRequests, more: [("Retry-After", String(seconds))])
        }
    }
}
