import GossipCore
import Membership

/// A change that the webhooks are told of.
struct Notice: Hashable, Sendable {
    /// When this node saw it.
    var at: WallTime
    var change: Change

    enum Change: Hashable, Sendable {
        case cluster(Cluster, ClusterChange)
        case shard(Shard, ShardChange)
    }

    struct Cluster: Hashable, Sendable {
        var identity: String
        var fleet: String
        var number: ClusterNumber?
    }

    enum ClusterChange: Hashable, Sendable {
        case numbered, up
        case down(DownReason)
    }

    struct Shard: Hashable, Sendable {
        var application: String
        var number: Int
    }

    enum ShardChange: Hashable, Sendable {
        /// At the node of this name, by the bot of this cluster where one at that node says so.
        case held(at: String, by: Cluster?)
        /// The node of this name is dead or left, and nobody took the session over.
        case lost(at: String)
        case free
    }
}
