import GossipCore

/// What happens to a sample bot over time: guilds come and go, commands are used, a few fail, and now
/// and then a shard reconnects. From a seed, so that each bot has a character of its own.
struct BotLife {
    private static let commands = ["play", "skip", "queue", "help", "settings"]
    /// Upper bounds in seconds; the share of commands at or below each.
    private static let durations = [("0.05", 0.2), ("0.1", 0.6), ("0.25", 0.9), ("0.5", 0.97), ("1.0", 1.0)]

    private let identity: String
    private var random: SeededGenerator
    private let born: Instant
    private var guilds: Double
    private var used: [Double]
    private var failed = 0.0
    private var interactions = 0.0
    private var ratelimits = 0.0
    /// The shard that is reconnecting, if any: its place among those of the bot.
    private var resting: Int?

    init(identity: String, seed: UInt64, now: Instant = Clocks.monotonic()) {
        self.identity = identity
        random = SeededGenerator(seed: seed)
        born = now
        guilds = Double(400 + random.below(1_600))
        used = Self.commands.map { _ in 0 }
    }

    /// Whether the bot is silent now: `length` seconds after each `period`.
    func isNapping(every period: Double, for length: Double, at now: Instant = Clocks.monotonic()) -> Bool {
        (now - born).seconds.truncatingRemainder(dividingBy: period + length) > period
    }

    /// How one of its shards is, of so many among which its guilds are spread.
    mutating func word(sharing count: Int) -> BotShards.Word {
        BotShards.Word(
            guilds: (guilds / Double(count)).rounded(), latency: 0.06 + Double(random.below(90)) / 1_000)
    }

    /// How it is.
    mutating func snapshot(
        of shards: [(shard: Int, isUp: Bool)], at now: Instant = Clocks.monotonic()
    ) -> BotSnapshot {
        let own = ["cluster": identity]
        var snapshot = BotSnapshot()
        snapshot.gauge(
            "discord_shard_latency_seconds",
            shards.map { (["shard": String($0.shard)], 0.06 + Double(random.below(90)) / 1_000) })
        snapshot.gauge(
            "discord_shard_up",
            shards.enumerated().map { (["shard": String($1.shard)], $1.isUp && $0 != resting ? 1 : 0) })
        snapshot.gauge("discord_guilds", [(own, guilds)])
        snapshot.gauge("discord_cached_users", [(own, guilds * 31)])
        snapshot.gauge("discord_uptime_seconds", [(own, (now - born).seconds)])
        snapshot.counter("discord_interactions", [(own, interactions)])
        snapshot.counter(
            "discord_app_commands",
            zip(Self.commands, used).map { (["command": $0, "status": "success", "cluster": identity], $1) })
        snapshot.counter("discord_command_errors", [(own, failed)])
        snapshot.counter("discord_ratelimits", [(own, ratelimits)])
        for (command, count) in zip(Self.commands, used) {
            snapshot.histogram(
                "discord_app_command_duration_seconds", labels: ["command": command, "cluster": identity],
                buckets: Self.durations.map { ($0, (count * $1).rounded(.down)) } + [("+Inf", count)])
        }
        return snapshot
    }

    /// One more interval goes by.
    mutating func live() {
        guilds = max(1, guilds + Double(random.below(5)) - 2)
        for index in used.indices {
            let count = Double(random.below(12))
            used[index] += count
            interactions += count
        }
        if random.below(4) == 0 { failed += 1 }
        if random.below(10) == 0 { ratelimits += 1 }
        resting = random.below(12) == 0 ? random.below(BotShards.count) : nil
    }
}
