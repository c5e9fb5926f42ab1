import GossipCore
import Membership

/// When the rows of a pool changed last, as this node saw it. There is a row for each shard of the pool in order, and
/// after them one for each shard beyond its end that somebody still has.
struct PoolAges: Sendable {
    /// Aligned with the rows: versions of the picture.
    var changedIn: [UInt64]
    /// Aligned with the rows: since when a shard is held, lost and so on.
    var stateSince: [WallTime]
    /// The version in which rows came or went: who has an older one needs them all.
    var reshapedIn: UInt64

    /// Of a pool that was not seen before.
    init(_ pool: ShardPool, at time: WallTime, version: UInt64) {
        let count = PoolRows(pool).count
        changedIn = Array(repeating: version, count: count)
        stateSince = Array(repeating: time, count: count)
        reshapedIn = version
    }
}
