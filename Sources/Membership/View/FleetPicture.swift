public import GossipCore

/// What a node knows at one instant, as one immutable value: the HTTP side renders from it and never
/// touches the gossip loop.
public struct FleetPicture: Sendable {
    /// Rises with every change that a document shows.
    public var version: UInt64
    public var generatedAt: WallTime
    /// Sorted by code point of the fleet's name; clusters by number, pending ones last by identity.
    public var fleets: [Fleet]
    public var members: [Member]
    public var status: Status

    public struct Fleet: Sendable {
        public var name: String
        /// Numbered clusters only, as in Argus's view.
        public var clustersUp: Int
        public var clustersTotal: Int
        /// Of living clusters, numbered or pending.
        public var rollup: Metrics
        public var clusters: [Cluster]
    }

    public struct Cluster: Sendable {
        public var identity: String
        public var fleet: String
        /// nil while pending.
        public var number: ClusterNumber?
        /// nil when up.
        public var down: DownReason?
        /// Since when up or down.
        public var since: WallTime
        public var lastSeen: WallTime
        public var home: NodeID
        public var version: String
        public var scrapeTarget: String
        public var metrics: Metrics
        public var shards: [DiscordShard]
        /// Up to 60 points, oldest first.
        public var history: [HistoryPoint]
    }

    public struct HistoryPoint: Sendable {
        public var at: WallTime
        public var metrics: Metrics
    }

    public struct Status: Sendable {
        public var own: MemberRecord
        public var startedAt: WallTime
        public var isSynchronised: Bool
        /// Whether this node sees enough members to hand out numbers.
        public var hasMajority: Bool
        public var entries: Int
        public var fingerprint: UInt64
        public var traffic: Traffic
    }

    /// The rollup over all fleets.
    public var global: Metrics
}
