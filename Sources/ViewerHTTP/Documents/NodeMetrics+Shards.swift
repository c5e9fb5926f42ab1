import Membership

extension NodeMetrics {
    /// The pools of shards, by application. What is not known is left out: a zero would have an autoscaler act.
    static func shards(_ pools: [ShardPool], _ text: inout PrometheusText) {
        gauge("rollcall_pool_size", "Shards of the pool.", pools, &text) { $0.size?.shards }
        text.family("rollcall_shards", .gauge, "Shards by application and state, as this node sees them.")
        for pool in pools where pool.size != nil || !pool.holders.isEmpty {
            for state in ShardPool.Holder.State.allCases {
                text.sample(
                    "rollcall_shards", [("application", pool.name), ("state", state.rawValue)],
                    pool.holders.count { $0.state == state })
            }
            text.sample(
                "rollcall_shards", [("application", pool.name), ("state", "free")], pool.freeShards)
        }
        gauge("rollcall_identifies", "Identifies of a day, as Discord counts them.", pools, &text) {
            $0.discord?.identifiesTotal
        }
        gauge("rollcall_identifies_left", "Identifies that are left of the day.", pools, &text) {
            $0.discord?.identifiesLeft
        }
        gauge("rollcall_wished_shards", "Shards that the pool should have.", pools, &text) { $0.wishedShards }
        gauge("rollcall_pool_should_grow", "Whether the pool should have more shards.", pools, &text) {
            $0.size == nil ? nil : $0.shouldGrow ? 1 : 0
        }
        gauge(
            "rollcall_largest_guild_count", "Guilds on the fullest shard; Discord allows 2,500.", pools, &text
        ) {
            $0.holders.compactMap(\.report.guilds).max()
        }
    }

    private static func gauge(
        _ name: String, _ help: String, _ pools: [ShardPool], _ text: inout PrometheusText,
        _ value: (ShardPool) -> (some FixedWidthInteger)?
    ) {
        text.family(name, .gauge, help)
        for pool in pools {
            if let value = value(pool) { text.sample(name, [("application", pool.name)], value) }
        }
    }
}
