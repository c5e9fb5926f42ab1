import Membership

/// `GET /api/fleet/view`: the fleet in Argus's shape. Pending clusters are not in it.
enum ViewDocument {
    static func render(_ picture: FleetPicture) -> JSONWriter {
        var document = JSONWriter(capacity: capacity(for: picture))
        document.object { json in
            json.field("generated_at", python: picture.generatedAt)
            json.key("fleets")
            json.array { json in
                for fleet in picture.fleets where fleet.clustersTotal > 0 { self.fleet(fleet, &json) }
            }
            json.key("global")
            json.metrics(picture.global)
        }
        return document
    }

    private static func fleet(_ fleet: FleetPicture.Fleet, _ json: inout JSONWriter) {
        json.object { json in
            json.field("name", fleet.name)
            json.field("clusters_up", fleet.clustersUp)
            json.field("clusters_total", fleet.clustersTotal)
            json.key("rollup")
            json.metrics(fleet.rollup)
            json.key("clusters")
            json.array { json in
                for cluster in fleet.clusters {
                    if let number = cluster.number { json.argusCluster(cluster, number: number) }
                }
            }
        }
    }

    /// A guess from above: 500 bytes a cluster and 70 a shard.
    static func capacity(for picture: FleetPicture) -> Int {
        picture.fleets.reduce(1_024) { sum, fleet in
            fleet.clusters.reduce(sum + 512) { $0 + 640 + 80 * $1.shards.count }
        }
    }
}
