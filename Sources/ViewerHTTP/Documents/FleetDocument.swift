import GossipCore
import Membership

/// `GET /v1/fleet`: one fleet, a row a cluster; with `since` only the rows that changed.
enum FleetDocument {
    /// - Parameter since: a version of which the reader has every row; nil for none.
    /// - Returns: nil where there is no such fleet.
    static func render(_ chronicle: Chronicle, _ name: FleetName, since: UInt64?) -> JSONWriter? {
        let sighting = chronicle.sighting
        let picture = sighting.picture
        guard let index = picture.fleets.firstIndex(where: { $0.name.isSpelt(name.text) }) else { return nil }
        let fleet = picture.fleets[index]
        let ages = sighting.rows[index]
        let known = since.flatMap { $0 >= ages.reshapedIn && $0 <= picture.version ? $0 : nil }
        let suspects = picture.suspects
        var states = ClusterStates()
        for cluster in fleet.clusters { states.count(cluster, suspects: suspects) }
        var document = JSONWriter(capacity: 8_192 + (known == nil ? fleet.clusters.count * 224 : 0))
        document.object { json in
            json.field("generated_at", picture.generatedAt)
            json.field("node", picture.status.own.name)
            json.field("cursor", chronicle.cursor(picture.version))
            // Whether these are only the rows that changed after `since`.
            json.field("partial", known != nil)
            json.field("name", fleet.name)
            json.states(states)
            json.key("rollup")
            json.metrics(fleet.rollup)
            json.key("trend")
            json.trend(sighting.trends[name] ?? Trend(step: 1))
            rows(fleet, ages, picture, since: known, suspects, &json)
        }
        return document
    }

    private static func rows(
        _ fleet: FleetPicture.Fleet, _ ages: RowAges, _ picture: FleetPicture, since: UInt64?,
        _ suspects: Set<NodeID>, _ json: inout JSONWriter
    ) {
        let homes = Dictionary(
            picture.members.map { ($0.record.id, $0.record.name) }, uniquingKeysWith: { first, _ in first })
        json.key("columns")
        json.array { json in
            for name in Self.columns { json.string(name) }
        }
        json.key("rows")
        json.array { json in
            for (index, cluster) in fleet.clusters.enumerated() {
                if let since, ages.changedIn[index] <= since { continue }
                json.array { row(cluster, homes, &$0) }
            }
        }
        // Not in the rows: a home that is in doubt changes no row, but a hundred clusters' state.
        json.key("suspect_homes")
        json.array { json in
            for member in picture.members where suspects.contains(member.record.id) {
                json.string(member.record.name)
            }
        }
    }

    private static let columns = [
        "identity", "number", "status", "down_reason", "since", "last_seen", "home", "version", "shards_up",
        "shards_total", "guilds", "latency_seconds", "interactions_rate", "error_rate",
    ]

    private static func row(
        _ cluster: FleetPicture.Cluster, _ homes: [NodeID: String], _ json: inout JSONWriter
    ) {
        json.string(cluster.identity)
        if let number = cluster.number { json.number(number.value) } else { json.null() }
        json.string(cluster.down == nil ? "up" : "down")
        if let reason = cluster.down { json.string(reason.label) } else { json.null() }
        json.time(cluster.since)
        json.time(cluster.lastSeen)
        if let home = homes[cluster.home] { json.string(home) } else { json.null() }
        json.string(cluster.version)
        json.number(cluster.shards.count { $0.isUp })
        json.number(cluster.shards.count)
        json.figure(cluster.metrics.guilds)
        json.figure(cluster.metrics.latencySeconds)
        json.figure(cluster.metrics.interactionsRate)
        json.figure(cluster.metrics.errorRate)
    }
}
