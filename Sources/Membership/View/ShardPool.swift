public import GossipCore

/// One application's shards as a node knows them, for `/status`, `/v1/shards`, `/metrics` and the page.
public struct ShardPool: Sendable {
    public var application: ApplicationID
    /// As the nodes that serve it are configured.
    public var name: String
    /// nil until somebody said how large the pool is.
    public var size: PoolSize?
    /// What Discord said last, or nobody asked it.
    public var discord: DiscordWord?
    /// Ordered by shard; each shard at most once. A shard below `size` that is not here is free.
    public var holders: [Holder]

    public init(
        application: ApplicationID, name: String, size: PoolSize? = nil, discord: DiscordWord? = nil,
        holders: [Holder] = []
    ) {
        self.application = application
        self.name = name
        self.size = size
        self.discord = discord
        self.holders = holders
    }

    /// Where a shard is, and what its bot said last.
    public struct Holder: Sendable {
        public enum State: String, Sendable, CaseIterable {
            /// Its bot may run until `endsAt`.
            case held
            /// Its session ended; the shard is free at `freeAt`.
            case grace
            /// Its home is dead or left, and nobody took the session over. Free after `freeAt`, if nobody does.
            case lost
        }
        public var shard: Int
        public var state: State
        public var home: NodeID
        /// The name of the home; nil where it was forgotten.
        public var homeName: String?
        /// The cluster that runs it, where one at its home says so.
        public var cluster: Cluster?
        public var since: WallTime
        public var lastBeat: WallTime
        /// When what its bot was promised ends, by the home's clock.
        public var endsAt: WallTime
        /// When the shard can be given to another at the earliest, if nothing is heard of the bot.
        public var freeAt: WallTime
        public var report: SessionReport

        public init(
            shard: Int, state: State, home: NodeID, homeName: String? = nil, cluster: Cluster? = nil,
            since: WallTime, lastBeat: WallTime, endsAt: WallTime, freeAt: WallTime,
            report: SessionReport = SessionReport()
        ) {
            self.shard = shard
            self.state = state
            self.home = home
            self.homeName = homeName
            self.cluster = cluster
            self.since = since
            self.lastBeat = lastBeat
            self.endsAt = endsAt
            self.freeAt = freeAt
            self.report = report
        }
    }

    public struct Cluster: Hashable, Sendable {
        public var identity: String
        public var fleet: String
        public var number: ClusterNumber?

        public init(identity: String, fleet: String, number: ClusterNumber?) {
            self.identity = identity
            self.fleet = fleet
            self.number = number
        }
    }

    /// The share of `guildsPerShardMax` over which the pool should grow.
    public static let guildsPerShardMax: UInt64 = 2_500

    /// How many shards the pool should have: what Discord recommends, and more where a shard is over 80 % full.
    /// An autoscaler reads it. nil until the size is known.
    public var wishedShards: Int? {
        guard let size else { return nil }
        let largest = holders.compactMap(\.report.guilds).max() ?? 0
        var wished = max(size.shards, discord?.recommendedShards ?? 0)
        if largest * 5 > Self.guildsPerShardMax * 4 {
            wished = max(wished, size.shards + (size.shards + 3) / 4)
        }
        return wished
    }

    public var shouldGrow: Bool {
        guard let size, let wishedShards else { return false }
        return wishedShards > size.shards
    }
}
