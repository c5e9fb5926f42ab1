import GossipCore

/// The answer to a bot.
public enum ShardAnswer: Hashable, Sendable {
    /// 200 to `/connect`.
    case connected(SessionID, shard: Int, shards: Int, sleepSeconds: Double)
    /// 204 to `/beat` (run on) and `/disconnect`.
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
