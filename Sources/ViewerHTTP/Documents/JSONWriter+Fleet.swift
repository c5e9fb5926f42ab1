import GossipCore
import Membership

/// The parts that several documents share.
extension JSONWriter {
    /// The nine metrics, in Argus's order.
    mutating func metrics(_ metrics: Metrics) {
        object { json in
            json.field("latency_seconds", metrics.latencySeconds)
            json.field("shards_up", metrics.shardsUp)
            json.field("guilds", metrics.guilds)
            json.field("cached_users", metrics.cachedUsers)
            json.field("interactions_rate", metrics.interactionsRate)
            json.field("error_rate", metrics.errorRate)
            json.field("duration_p95_seconds", metrics.durationP95Seconds)
            json.field("ratelimits_rate", metrics.ratelimitsRate)
            json.field("uptime_seconds", metrics.uptimeSeconds)
        }
    }

    /// A numbered cluster as Argus shows it.
    mutating func argusCluster(_ cluster: FleetPicture.Cluster, number: ClusterNumber) {
        object { json in
            json.field("number", number.value)
            json.field("identity", cluster.identity)
            json.field("fleet", cluster.fleet)
            json.field("status", cluster.down == nil ? "up" : "down")
            json.field("last_seen", python: cluster.lastSeen)
            json.key("metrics")
            json.metrics(cluster.metrics)
            json.key("shards")
            json.array { json in
                for shard in cluster.shards {
                    json.object { json in
                        json.field("shard_id", shard.id)
                        json.field("status", shard.isUp ? "up" : "down")
                        json.field("latency_seconds", shard.latencySeconds ?? 0)
                    }
                }
            }
        }
    }
}
