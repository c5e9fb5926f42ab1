import GossipCore
import Membership

/// `GET /v1/fleets`: the view model in full, with what Argus's shape cannot say.
enum FleetsDocument {
    static func render(_ picture: FleetPicture) -> JSONWriter {
        let homes = Dictionary(
            picture.members.map { ($0.record.id, $0.record.name) }, uniquingKeysWith: { first, _ in first })
        var document = JSONWriter(capacity: ViewDocument.capacity(for: picture) * 3 / 2)
        document.object { json in
            json.field("generated_at", picture.generatedAt)
            json.field("node", picture.status.own.name)
            json.key("global")
            json.object { json in
                counts(picture.fleets.flatMap(\.clusters), &json)
                json.key("rollup")
                json.metrics(picture.global)
            }
            json.key("fleets")
            json.array { json in
                for fleet in picture.fleets {
                    json.object { json in
                        json.field("name", fleet.name)
                        counts(fleet.clusters, &json)
                        json.key("rollup")
                        json.metrics(fleet.rollup)
                        json.key("clusters")
                        json.array { json in
                            for cluster in fleet.clusters {
                                self.cluster(cluster, homes, picture.status.pendingReason, &json)
                            }
                        }
                    }
                }
            }
        }
        return document
    }

    /// Up and down count pending clusters too; the three do not add up to the total.
    private static func counts(_ clusters: [FleetPicture.Cluster], _ json: inout JSONWriter) {
        let up = clusters.count { $0.down == nil }
        json.field("clusters_up", up)
        json.field("clusters_down", clusters.count - up)
        json.field("clusters_pending", clusters.count { $0.number == nil })
        json.field("clusters_total", clusters.count)
    }

    static func cluster(
        _ cluster: FleetPicture.Cluster, _ homes: [NodeID: String], _ reason: PendingReason,
        _ json: inout JSONWriter
    ) {
        json.object { json in
            json.key("number")
            if let number = cluster.number { json.number(number.value) } else { json.null() }
            json.field("pending", cluster.number == nil)
            json.field("pending_reason", cluster.number == nil ? reason.label : nil)
            json.field("identity", cluster.identity)
            json.field("fleet", cluster.fleet)
            json.field("status", cluster.down == nil ? "up" : "down")
            json.field("down_reason", cluster.down?.label)
            json.field("since", cluster.since)
            json.field("last_seen", cluster.lastSeen)
            json.field("home", homes[cluster.home])
            json.field("home_id", cluster.home.description)
            json.field("version", cluster.version)
            json.field("scrape_target", cluster.scrapeTarget)
            json.key("metrics")
            json.metrics(cluster.metrics)
            json.key("shards")
            json.array { json in
                for shard in cluster.shards {
                    json.object { json in
                        json.field("shard_id", shard.id)
                        json.field("status", shard.isUp ? "up" : "down")
                        json.field("latency_seconds", shard.latencySeconds)
                    }
                }
            }
        }
    }
}
