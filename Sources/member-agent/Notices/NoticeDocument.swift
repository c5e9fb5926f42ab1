import FoundationEssentials
import GossipCore
import Membership

/// A batch of changes as JSON, for programs: every change, oldest first (docs/operators.md).
struct NoticeDocument: Encodable {
    var node: String
    var nodeId: String
    /// Older changes that were dropped, because the webhook did not take them for long.
    var dropped: Int
    var changes: [Item]

    struct Item: Encodable {
        var at: String
        /// `cluster` or `shard`.
        var kind: String
        /// `numbered`, `up`, `down`; `held`, `lost`, `free`.
        var change: String
        var identity: String?
        var fleet: String?
        var number: UInt32?
        var reason: String?
        var application: String?
        var shard: Int?
        var home: String?
    }

    init(_ batch: NoticeQueue.Batch, node: String, id: NodeID) {
        self.node = node
        nodeId = id.description
        dropped = batch.dropped
        changes = batch.notices.map { Item($0) }
    }

    var body: [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(self) else { preconditionFailure("texts are always JSON") }
        return Array(data)
    }
}

extension NoticeDocument.Item {
    fileprivate init(_ notice: Notice) {
        at = Date(timeIntervalSince1970: Double(notice.at.milliseconds) / 1_000).formatted(.iso8601)
        switch notice.change {
        case .cluster(let cluster, let what):
            kind = "cluster"
            switch what {
            case .numbered: change = "numbered"
            case .up: change = "up"
            case .down(let why):
                change = "down"
                reason = why.label
            }
            take(cluster)
        case .shard(let which, let what):
            kind = "shard"
            switch what {
            case .held(let node, let cluster):
                change = "held"
                home = node
                if let cluster { take(cluster) }
            case .lost(let node):
                change = "lost"
                home = node
            case .free: change = "free"
            }
            application = which.application
            shard = which.number
        }
    }

    private mutating func take(_ cluster: Notice.Cluster) {
        identity = cluster.identity
        fleet = cluster.fleet
        number = cluster.number?.value
    }
}
