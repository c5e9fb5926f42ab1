import Membership

/// What documents say of a pool of shards without naming each shard.
extension JSONWriter {
    /// The members of an application's object that stay small, however large the pool is.
    mutating func poolSummary(_ pool: ShardPool) {
        field("name", pool.name)
        key("total_shards")
        number(pool.size?.shards)
        key("max_concurrency")
        number(pool.size?.buckets)
        field("source", pool.size.map { $0.source == .setting ? "setting" : "discord" })
        key("recommended_shards")
        number(pool.discord?.recommendedShards)
        key("wished_shards")
        number(pool.wishedShards)
        field("should_grow", pool.shouldGrow)
        key("largest_guild_count")
        number(pool.holders.compactMap(\.report.guilds).max())
        key("identify")
        if let discord = pool.discord {
            object { json in
                json.field("total", discord.identifiesTotal)
                json.field("left", discord.identifiesLeft)
                json.field("reset_at", discord.resetAt)
            }
        } else {
            null()
        }
        key("counts")
        object { json in
            for state in ShardPool.Holder.State.allCases {
                json.key(text: state.rawValue)
                json.number(pool.holders.count { $0.state == state })
            }
            json.field("free", pool.freeShards)
        }
    }

    /// A nil becomes `null`.
    private mutating func number(_ value: (some FixedWidthInteger)?) {
        if let value { number(value) } else { null() }
    }
}

extension ShardPool {
    /// How many nobody has; none where the size is not known.
    var freeShards: Int {
        guard let size else { return 0 }
        return size.shards - holders.count { $0.shard < size.shards }
    }
}
