import Membership

/// `GET /api/fleet/targets`: Prometheus HTTP service discovery.
enum TargetsDocument {
    static func render(_ picture: FleetPicture) -> JSONWriter {
        var document = JSONWriter()
        document.array { json in
            for fleet in picture.fleets {
                for cluster in fleet.clusters where !cluster.scrapeTarget.isEmpty && cluster.number != nil {
                    json.object { json in
                        json.key("targets")
                        json.array { $0.string(cluster.scrapeTarget) }
                        json.key("labels")
                        json.object { json in
                            json.field("cluster", cluster.identity)
                            json.field("fleet", cluster.fleet)
                            json.field("__metrics_path__", "/metrics")
                        }
                    }
                }
            }
        }
        return document
    }
}
