import GossipCore
import Membership

/// `GET /v1/cluster`: one cluster in full, its metrics over time, and what happened to it.
enum ClusterDocument {
    private static let eventsMax = 50

    /// - Returns: nil where there is no such cluster.
    static func render(_ chronicle: Chronicle, _ identity: ClusterIdentity) -> JSONWriter? {
        let picture = chronicle.sighting.picture
        guard let cluster = find(identity, in: picture) else { return nil }
        let homes = Dictionary(
            picture.members.map { ($0.record.id, $0.record.name) }, uniquingKeysWith: { first, _ in first })
        let home = picture.members.first { $0.record.id == cluster.home }?.record
        var document = JSONWriter(capacity: 16 << 10)
        document.object { json in
            json.field("generated_at", picture.generatedAt)
            json.field("node", picture.status.own.name)
            json.key("cluster")
            FleetsDocument.cluster(cluster, homes, picture.status.pendingReason, &json)
            json.field("home_state", home?.state.label)
            json.field("home_http", home?.http?.description)
            json.field("has_majority", picture.status.hasMajority)
            json.key("pool_shards")
            json.array { Self.poolShards(of: cluster, in: picture, &$0) }
            json.key("history")
            json.object { json in
                json.key("t")
                json.array { json in
                    for point in cluster.history { json.time(point.at) }
                }
                json.columns(cluster.history.map(\.metrics))
            }
            json.key("events")
            json.array { json in
                for event in chronicle.latest(Self.eventsMax, about: identity) { json.event(event) }
            }
            // Before that, this node saw nothing.
            json.field("events_since", chronicle.startedAt)
        }
        return document
    }

    /// Which shards of which pools it holds.
    private static func poolShards(
        of cluster: FleetPicture.Cluster, in picture: FleetPicture, _ json: inout JSONWriter
    ) {
        for pool in picture.pools {
            for holder in pool.holders where holder.cluster?.identity.isSpelt(cluster.identity) == true {
                json.object { json in
                    json.field("application", pool.name)
                    json.field("shard_id", holder.shard)
                    json.field("state", holder.state.rawValue)
                    json.field("ends_at", holder.state == .held ? holder.endsAt : holder.freeAt)
                }
            }
        }
    }

    private static func find(_ identity: ClusterIdentity, in picture: FleetPicture) -> FleetPicture.Cluster? {
        for fleet in picture.fleets {
            if let found = fleet.clusters.first(where: { $0.identity.isSpelt(identity.text) }) {
                return found
            }
        }
        return nil
    }
}
