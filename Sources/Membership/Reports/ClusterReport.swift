public import GossipCore

/// What a home says of a cluster on the hot plane: the digested metrics, the totals that an error rate
/// over several clusters needs, and each Discord shard's state. `ClusterReport+Pages.swift` has its
/// bytes.
public struct ClusterReport: Hashable, Sendable {
    /// `errorRate` is that of the totals.
    public let metrics: Metrics
    public let commandErrorsTotal: Double
    public let commandsTotal: Double
    /// In the order of the view, each id once; at most 1,024.
    public let shards: [DiscordShard]
    /// When the home heard the cluster last, by the home's clock.
    public let lastSeen: WallTime

    /// - Parameters:
    ///   - digest: of the newest heartbeat that had a snapshot.
    ///   - metrics: of that digest, from the cluster's `RateMeter`.
    public init(digest: SnapshotDigest, metrics: Metrics, lastSeen: WallTime) {
        self.init(
            metrics: metrics, commandErrorsTotal: digest.commandErrorsTotal,
            commandsTotal: digest.commandsTotal, shards: digest.shards, lastSeen: lastSeen)
    }

    init(
        metrics: Metrics, commandErrorsTotal: Double, commandsTotal: Double, shards: [DiscordShard],
        lastSeen: WallTime
    ) {
        var metrics = metrics
        metrics.errorRate = .errorRate(errors: commandErrorsTotal, commands: commandsTotal)
        self.metrics = metrics
        self.commandErrorsTotal = commandErrorsTotal
        self.commandsTotal = commandsTotal
        self.shards = shards
        self.lastSeen = lastSeen
    }
}
