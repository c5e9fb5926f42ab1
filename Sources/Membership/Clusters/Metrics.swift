/// The nine metrics of a cluster, digested from a snapshot at its home (CONTRACT.md has the table).
public struct Metrics: Hashable, Sendable {
    public var latencySeconds: Double = 0
    public var shardsUp: Double = 0
    public var guilds: Double = 0
    public var cachedUsers: Double = 0
    public var interactionsRate: Double = 0
    public var errorRate: Double = 0
    public var durationP95Seconds: Double = 0
    public var ratelimitsRate: Double = 0
    public var uptimeSeconds: Double = 0

    public init() {}
}

/// A snapshot after digestion: values of this moment and totals since the bot's start, from which
/// two successive digests give rates. Every value is finite.
public struct SnapshotDigest: Hashable, Sendable {
    public var latencySeconds: Double = 0
    public var shardsUp: Double = 0
    public var guilds: Double = 0
    public var cachedUsers: Double = 0
    public var durationP95Seconds: Double = 0
    public var uptimeSeconds: Double = 0
    public var interactionsTotal: Double = 0
    public var ratelimitsTotal: Double = 0
    public var commandErrorsTotal: Double = 0
    public var commandsTotal: Double = 0
    public var shards: [DiscordShard] = []

    public init() {}
}

/// One Discord gateway shard of a cluster, as its snapshot tells.
public struct DiscordShard: Hashable, Sendable {
    /// The label `shard`; usually a number as text.
    public var id: String
    public var isUp: Bool
    /// nil where the snapshot has no latency for it.
    public var latencySeconds: Double?

    public init(id: String, isUp: Bool, latencySeconds: Double?) {
        self.id = id
        self.isUp = isUp
        self.latencySeconds = latencySeconds
    }
}
