public import GossipCore

/// What a node knows at one instant, as one immutable value: the HTTP side renders from it and never
/// touches the gossip loop. Nodes with equal maps make equal fleets.
public struct FleetPicture: Sendable {
    /// Rises with every change that a document shows; traffic and round trips alone do not raise it.
    public var version: UInt64
    public var generatedAt: WallTime
    /// The rollup over all fleets.
    public var global: Metrics
    /// Sorted by code point of the fleet's name; clusters by number, pending ones last by identity.
    public var fleets: [Fleet]
    /// Ordered by id, this node included.
    public var members: [Member]
    public var status: Status
    /// One for each application that this node serves, the default one first, then by name.
    public var pools: [ShardPool]
    /// Of the members' programs and group keys.
    public var nodeNotices: NodeNotices
    /// What nodes promise to bots, by node; of those that give out shards.
    public var shardTerms: [NodeID: ShardTerms]

    public init(
        version: UInt64, generatedAt: WallTime, global: Metrics, fleets: [Fleet], members: [Member],
        status: Status, pools: [ShardPool] = [], nodeNotices: NodeNotices = NodeNotices(),
        shardTerms: [NodeID: ShardTerms] = [:]
    ) {
        self.version = version
        self.generatedAt = generatedAt
        self.global = global
        self.fleets = fleets
        self.members = members
        self.status = status
        self.pools = pools
        self.nodeNotices = nodeNotices
        self.shardTerms = shardTerms
    }

    public struct Fleet: Sendable {
        public var name: String
        /// Numbered clusters only, as in Argus's view.
        public var clustersUp: Int
        public var clustersTotal: Int
        /// Of living clusters, numbered or pending.
        public var rollup: Metrics
        public var clusters: [Cluster]

        public init(
            name: String, clustersUp: Int, clustersTotal: Int, rollup: Metrics, clusters: [Cluster]
        ) {
            self.name = name
            self.clustersUp = clustersUp
            self.clustersTotal = clustersTotal
            self.rollup = rollup
            self.clusters = clusters
        }
    }

    public struct HistoryPoint: Hashable, Sendable {
        public var at: WallTime
        public var metrics: Metrics

        public init(at: WallTime, metrics: Metrics) {
            self.at = at
            self.metrics = metrics
        }
    }

    public struct Status: Sendable {
        public var own: MemberRecord
        public var startedAt: WallTime
        public var isSynchronised: Bool
        /// Whether a majority of the voters is here, so that numbers can be decided.
        public var hasMajority: Bool
        /// Why clusters without a number have none, as far as this node knows.
        public var pendingReason: PendingReason
        public var entries: Int
        public var fingerprint: UInt64
        public var traffic: Traffic
        public var voting: VotingStatus
        /// Whether this node sends the fleet's notifications.
        public var isNotifier: Bool

        public init(
            own: MemberRecord, startedAt: WallTime, isSynchronised: Bool, hasMajority: Bool,
            pendingReason: PendingReason = .deciding, entries: Int, fingerprint: UInt64, traffic: Traffic,
            voting: VotingStatus = VotingStatus(), isNotifier: Bool = false
        ) {
            self.own = own
            self.startedAt = startedAt
            self.isSynchronised = isSynchronised
            self.hasMajority = hasMajority
            self.pendingReason = pendingReason
            self.entries = entries
            self.fingerprint = fingerprint
            self.traffic = traffic
            self.voting = voting
            self.isNotifier = isNotifier
        }
    }
}
