import Membership

/// `GET /status`: the shards of one application that have a session, as shardman lists them.
enum ShardStatusDocument {
    static func render(_ picture: FleetPicture, _ application: ApplicationID) -> JSONWriter {
        let pool = picture.pools.first { $0.application == application }
        // Shards in their grace or with a dead home have no bot that this node could vouch for.
        let held = (pool?.holders ?? []).filter { $0.state == .held }
        var document = JSONWriter(capacity: 64 + held.count * 112)
        document.object { json in
            json.field("total_shards", pool?.size?.shards ?? 0)
            json.key("shards")
            json.array { json in
                for holder in held { json.object { shard(holder, &$0) } }
            }
        }
        return document
    }

    private static func shard(_ holder: ShardPool.Holder, _ json: inout JSONWriter) {
        json.field("shard_id", holder.shard)
        json.field("last_beat", holder.lastBeat)
        json.key("guild_count")
        if let guilds = holder.report.guilds { json.number(guilds) } else { json.null() }
        json.field("latency", holder.report.latencySeconds)
        json.key("extra")
        if let extra = holder.report.extraJSON { json.value(extra) } else { json.null() }
    }
}

extension SessionReport {
    /// nil where nothing was measured.
    var latencySeconds: Double? { latency.map { Double($0) / 1_000_000 } }
}
