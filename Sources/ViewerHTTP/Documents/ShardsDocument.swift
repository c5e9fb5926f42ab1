import GossipCore
import Membership

/// `GET /v1/shards`: every application's pool, a row a shard; with `since` only the rows that changed.
enum ShardsDocument {
    /// - Parameter since: a version of which the reader has every row; nil for none.
    static func render(_ sighting: Chronicle.Sighting, cursor: String, since: UInt64?) -> JSONWriter {
        let picture = sighting.picture
        let known = since.flatMap { since in
            since <= picture.version && sighting.pools.allSatisfy { since >= $0.reshapedIn } ? since : nil
        }
        var document = JSONWriter(capacity: 1_024 + (known == nil ? sighting.rowCount * 128 : 0))
        document.object { json in
            json.field("generated_at", picture.generatedAt)
            json.field("node", picture.status.own.name)
            json.field("cursor", cursor)
            // Whether these are only the rows that changed after `since`.
            json.field("partial", known != nil)
            json.key("applications")
            json.array { json in
                for (pool, ages) in zip(picture.pools, sighting.pools) {
                    json.object { json in
                        json.poolSummary(pool)
                        json.field("has_majority", picture.status.hasMajority)
                        rows(pool, ages, picture.generatedAt, since: known, &json)
                    }
                }
            }
        }
        return document
    }

    private static let columns = [
        "shard_id", "state", "holder", "identity", "fleet", "number", "lease_seconds_left", "guilds",
        "latency_seconds", "since", "last_beat",
    ]

    private static func rows(
        _ pool: ShardPool, _ ages: PoolAges, _ now: WallTime, since: UInt64?, _ json: inout JSONWriter
    ) {
        json.key("columns")
        json.array { json in
            for name in columns { json.string(name) }
        }
        let rows = PoolRows(pool)
        json.key("rows")
        json.array { json in
            for row in 0..<rows.count {
                if let since, ages.changedIn[row] <= since { continue }
                json.array { json in
                    json.number(rows.shard(row))
                    if let holder = rows.holder(row) {
                        taken(holder, since: ages.stateSince[row], now, &json)
                    } else {
                        json.string("free")
                        for _ in columns.dropFirst(4) { json.null() }
                        json.time(ages.stateSince[row])
                        json.null()
                    }
                }
            }
        }
    }

    /// - Parameter since: when it entered its state. Of a shard that is held its session tells, at each node the same.
    private static func taken(
        _ holder: ShardPool.Holder, since: WallTime, _ now: WallTime, _ json: inout JSONWriter
    ) {
        json.string(holder.state.rawValue)
        if let name = holder.homeName { json.string(name) } else { json.null() }
        if let cluster = holder.cluster {
            json.string(cluster.identity)
            json.string(cluster.fleet)
            if let number = cluster.number { json.number(number.value) } else { json.null() }
        } else {
            for _ in 0..<3 { json.null() }
        }
        let end = (holder.state == .held ? holder.endsAt : holder.freeAt).milliseconds
        json.figure(end > now.milliseconds ? Double(end - now.milliseconds) / 1_000 : 0)
        if let guilds = holder.report.guilds { json.number(guilds) } else { json.null() }
        if let latency = holder.report.latencySeconds { json.figure(latency) } else { json.null() }
        json.time(holder.state == .held ? holder.since : since)
        json.time(holder.lastBeat)
    }
}

extension Chronicle.Sighting {
    fileprivate var rowCount: Int { pools.reduce(0) { $0 + $1.changedIn.count } }
}
