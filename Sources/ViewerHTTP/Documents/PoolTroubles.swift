import Membership

/// What is wrong with the pools: shards that nobody runs, the lost ones first.
struct PoolTroubles {
    private struct Trouble {
        var pool: ShardPool
        var rows: PoolRows
        var row: Int
        var ages: PoolAges
    }

    private var lost: [Trouble] = []
    private var free: [Trouble] = []
    private var total = 0

    /// - Parameter limit: further ones are counted, not listed.
    init(_ sighting: Chronicle.Sighting, limit: Int) {
        for (pool, ages) in zip(sighting.picture.pools, sighting.pools) {
            let rows = PoolRows(pool)
            for row in 0..<rows.count {
                let trouble = Trouble(pool: pool, rows: rows, row: row, ages: ages)
                switch rows.holder(row)?.state {
                case .held, .grace: continue
                case .lost: if lost.count < limit { lost.append(trouble) }
                case nil: if free.count < limit { free.append(trouble) }
                }
                total += 1
            }
        }
        free = Array(free.prefix(limit - lost.count))
    }

    func write(to json: inout JSONWriter) {
        json.key("pool_shards")
        json.object { json in
            json.field("total", total)
            json.key("shards")
            json.array { json in
                for trouble in lost + free {
                    let holder = trouble.rows.holder(trouble.row)
                    json.object { json in
                        json.field("application", trouble.pool.name)
                        json.field("shard_id", trouble.rows.shard(trouble.row))
                        json.field("state", holder?.state.rawValue ?? "free")
                        json.field("since", trouble.ages.stateSince[trouble.row])
                        json.field("holder", holder?.homeName)
                    }
                }
            }
        }
    }
}
