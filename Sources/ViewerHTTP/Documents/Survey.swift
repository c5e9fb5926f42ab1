import GossipCore
import Membership

/// What is wrong in a picture, found in one walk over all clusters.
struct Survey {
    private(set) var all = ClusterStates()
    private let picture: FleetPicture
    private let suspects: Set<NodeID>
    private let homes: [NodeID: String]
    /// Down on their own, not because of their node.
    private var down: [FleetPicture.Cluster] = []
    private var pending: [FleetPicture.Cluster] = []
    /// Alive, with shards that are not up.
    private var halves: [FleetPicture.Cluster] = []
    /// By home.
    private var clusters: [NodeID: Int] = [:]

    init(_ picture: FleetPicture) {
        self.picture = picture
        suspects = picture.suspects
        homes = Dictionary(
            picture.members.map { ($0.record.id, $0.record.name) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func count(_ fleet: FleetPicture.Fleet) -> ClusterStates {
        var states = ClusterStates()
        for cluster in fleet.clusters {
            states.count(cluster, suspects: suspects)
            switch cluster.down {
            case .missedBeats: down.append(cluster)
            case .nodeDead, .left: clusters[cluster.home, default: 0] += 1
            case nil:
                if cluster.number == nil { pending.append(cluster) }
                if suspects.contains(cluster.home) { clusters[cluster.home, default: 0] += 1 }
                if cluster.shards.contains(where: { !$0.isUp }) { halves.append(cluster) }
            }
        }
        all = all + states
        return states
    }

    /// The newest first of what is down, the oldest first of what waits.
    mutating func write(to json: inout JSONWriter, limit: Int) {
        json.key("members")
        json.array { json in members(&json, limit: limit) }
        down.sort { $0.since > $1.since }
        list("down", down, limit, &json)
        pending.sort { $0.since < $1.since }
        list("pending", pending, limit, &json)
        list("shards", halves, limit, &json)
    }

    /// Nodes that are suspect or dead, and nodes that left or were forgotten with clusters behind them.
    private func members(_ json: inout JSONWriter, limit: Int) {
        var listed = 0
        var unknown = clusters
        for member in picture.members where listed < limit {
            let count = unknown.removeValue(forKey: member.record.id) ?? 0
            switch member.record.state {
            case .alive, .forgotten: continue
            case .left where count == 0: continue
            case .left, .suspect, .dead: break
            }
            listed += 1
            json.object { json in
                json.field("name", member.record.name)
                json.field("node_id", member.record.id.description)
                json.field("region", member.record.region)
                json.field("state", member.record.state.label)
                json.field("since", member.sinceWall)
                json.field("clusters", count)
            }
        }
        for (id, count) in unknown.sorted(by: { $0.key < $1.key }).prefix(max(0, limit - listed)) {
            json.object { json in
                json.field("name", nil as String?)
                json.field("node_id", id.description)
                json.field("state", "unknown")
                json.field("clusters", count)
            }
        }
    }

    private func list(
        _ name: StaticString, _ clusters: [FleetPicture.Cluster], _ limit: Int, _ json: inout JSONWriter
    ) {
        json.key(name)
        json.object { json in
            json.field("total", clusters.count)
            json.key("clusters")
            json.array { json in
                for cluster in clusters.prefix(limit) {
                    json.object { json in
                        json.field("identity", cluster.identity)
                        json.field("fleet", cluster.fleet)
                        json.key("number")
                        if let number = cluster.number { json.number(number.value) } else { json.null() }
                        json.field("since", cluster.since)
                        json.field("last_seen", cluster.lastSeen)
                        json.field("home", homes[cluster.home])
                        json.field("shards_up", cluster.shards.count { $0.isUp })
                        json.field("shards_total", cluster.shards.count)
                    }
                }
            }
        }
    }
}
