public import GossipCore

extension FleetPicture {
    /// One cluster at one instant. An object that never changes, because thousands of them are shared by
    /// all pictures in which they are equal.
    public final class Cluster: Sendable {
        public let identity: String
        public let fleet: String
        /// nil while pending.
        public let number: ClusterNumber?
        /// nil when up.
        public let down: DownReason?
        /// Since when up or down.
        public let since: WallTime
        public let lastSeen: WallTime
        public let home: NodeID
        public let version: String
        public let scrapeTarget: String
        public let metrics: Metrics
        public let shards: [DiscordShard]
        /// Up to `History.pointsMax` points, oldest first.
        public let history: History

        public init(
            identity: String, fleet: String, number: ClusterNumber?, down: DownReason?, since: WallTime,
            lastSeen: WallTime, home: NodeID, version: String, scrapeTarget: String, metrics: Metrics,
            shards: [DiscordShard], history: History
        ) {
            self.identity = identity
            self.fleet = fleet
            self.number = number
            self.down = down
            self.since = since
            self.lastSeen = lastSeen
            self.home = home
            self.version = version
            self.scrapeTarget = scrapeTarget
            self.metrics = metrics
            self.shards = shards
            self.history = history
        }
    }
}
