public import GossipCore

/// The answer to a bot.
public enum ShardAnswer: Hashable, Sendable {
    /// 200 to `/connect`.
    case connected(SessionID, shard: Int, shards: Int, sleepSeconds: Double, promise: Instant.Span)
    /// 204 to `/beat`: run on for so long from the moment that the beat was sent.
    case renewed(promise: Instant.Span)
    /// 204 to `/disconnect`.
    case done
    /// 503 with `Retry-After`, in seconds.
    case unavailable(retryAfter: Int)
    /// 404.
    case notFound
    /// 401.
    case noShards
    /// 200 to `/identify`: identify within so many seconds.
    case permit(seconds: Double)
}
