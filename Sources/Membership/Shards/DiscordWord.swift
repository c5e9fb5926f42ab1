public import GossipCore

/// What `GET /gateway/bot` said.
public struct DiscordWord: Hashable, Sendable {
    public var recommendedShards: Int
    /// `max_concurrency`: identify buckets.
    public var buckets: Int
    /// `session_start_limit`: identifies of a day, those that are left, and when they are counted anew.
    public var identifiesTotal: UInt64
    public var identifiesLeft: UInt64
    public var resetAt: WallTime
    /// When it was asked: what was permitted after this is not in `identifiesLeft`.
    public var askedAt: WallTime

    public init(
        recommendedShards: Int, buckets: Int, identifiesTotal: UInt64, identifiesLeft: UInt64,
        resetAt: WallTime,
        askedAt: WallTime
    ) {
        self.recommendedShards = min(max(recommendedShards, 0), PoolSize.shardsMax)
        self.buckets = min(max(buckets, 1), PoolSize.bucketsMax)
        self.identifiesTotal = identifiesTotal
        self.identifiesLeft = identifiesLeft
        self.resetAt = resetAt
        self.askedAt = askedAt
    }
}
