import GossipCore
import Membership

/// One change that this node saw, as `GET /v1/events` tells it.
struct FleetEvent: Sendable {
    /// From 1, without gaps, in one run of a node.
    var sequence: UInt64
    /// When the picture was made that showed it first.
    var at: WallTime
    var news: News

    enum News: Sendable {
        /// `previous` is nil for one that was not known.
        case member(MemberNews, previous: MemberState?)
        case cluster(ClusterNews, Happening)
        case number(ClusterNews)
        /// Whether a majority of the voters is here, so that they decide.
        case majority(Bool)
        case shard(ShardNews, ShardChange)
    }

    /// What is kept of a member.
    struct MemberNews: Sendable {
        var name: String
        var id: NodeID
        var region: String
        var state: MemberState
        var incarnation: UInt32
    }

    /// What is kept of a cluster: no row, which would keep its whole history alive.
    struct ClusterNews: Sendable {
        var identity: ClusterIdentity
        var fleet: String
        var number: ClusterNumber?
        var home: NodeID
        /// The home's name, where it is known here.
        var homeName: String?
    }

    /// What is kept of a shard of a pool.
    struct ShardNews: Sendable {
        /// By name.
        var application: String
        var shard: Int
        /// Its home, or the former one.
        var home: NodeID
        /// Where it is known here.
        var homeName: String?
        /// That ran it.
        var cluster: ShardPool.Cluster?
    }

    /// What happened to a cluster.
    enum Happening: Sendable {
        case registered
        case up
        case down(DownReason)
        /// To another home; the name of the former one, where it is known here.
        case moved(from: String?)
        /// To another fleet.
        case joined(from: String)
    }

    /// The kinds of `/v1/events`, each the name of its server-sent event.
    enum Kind: String, CaseIterable, Sendable {
        case member, cluster, number, voters, shard
    }

    var kind: Kind {
        switch news {
        case .member: .member
        case .cluster: .cluster
        case .number: .number
        case .majority: .voters
        case .shard: .shard
        }
    }

    /// The cluster that it is about.
    var identity: ClusterIdentity? {
        switch news {
        case .cluster(let cluster, _), .number(let cluster): cluster.identity
        case .shard(let shard, _): shard.cluster.flatMap { ClusterIdentity($0.identity) }
        case .member, .majority: nil
        }
    }
}
