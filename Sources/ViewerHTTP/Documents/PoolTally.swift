import Membership

/// The shards of a pool by state, counted in one walk.
struct PoolTally {
    var held = 0
    var grace = 0
    var lost = 0
    /// Shards that nobody has; none where the size is not known.
    var free = 0
    /// On the fullest shard; nil where no bot says.
    var largestGuildCount: UInt64?

    init(_ pool: ShardPool) {
        var taken = 0
        let size = pool.size?.shards ?? 0
        // By place: a holder that is copied costs more than it is looked at.
        for place in pool.holders.indices {
            switch pool.holders[place].state {
            case .held: held += 1
            case .grace: grace += 1
            case .lost: lost += 1
            }
            if pool.holders[place].shard < size { taken += 1 }
            if let guilds = pool.holders[place].report.guilds {
                largestGuildCount = max(largestGuildCount ?? 0, guilds)
            }
        }
        free = size - taken
    }

    /// With the words of the documents and the metrics.
    var byState: KeyValuePairs<StaticString, Int> {
        ["held": held, "grace": grace, "lost": lost, "free": free]
    }
}
