import GossipCore
import Membership

/// Clusters by what the page shows of them. Each counts once, so that they add up.
struct ClusterStates {
    var up = 0
    /// Up by its last word, at a home that is suspect.
    var doubted = 0
    /// Up, without a number.
    var pending = 0
    var down = 0
    /// Discord shards of living clusters.
    var shardsUp = 0
    var shardsTotal = 0

    mutating func count(_ cluster: FleetPicture.Cluster, suspects: Set<NodeID>) {
        if cluster.down != nil {
            down += 1
            return
        }
        if cluster.number == nil {
            pending += 1
        } else if suspects.contains(cluster.home) {
            doubted += 1
        } else {
            up += 1
        }
        shardsTotal += cluster.shards.count
        shardsUp += cluster.shards.count { $0.isUp }
    }

    static func + (left: ClusterStates, right: ClusterStates) -> ClusterStates {
        ClusterStates(
            up: left.up + right.up, doubted: left.doubted + right.doubted,
            pending: left.pending + right.pending, down: left.down + right.down,
            shardsUp: left.shardsUp + right.shardsUp, shardsTotal: left.shardsTotal + right.shardsTotal)
    }
}

extension FleetPicture {
    var suspects: Set<NodeID> {
        Set(members.filter { $0.record.state == .suspect }.map(\.record.id))
    }
}

extension JSONWriter {
    mutating func states(_ states: ClusterStates) {
        key("states")
        object { json in
            json.field("up", states.up)
            json.field("suspect", states.doubted)
            json.field("pending", states.pending)
            json.field("down", states.down)
        }
        field("shards_up", states.shardsUp)
        field("shards_total", states.shardsTotal)
    }

    /// The points of a trend, metric by metric.
    mutating func trend(_ trend: Trend) {
        object { json in
            json.key("t")
            json.array { json in
                for point in trend.points { json.time(point.at) }
            }
            json.key("clusters_up")
            json.array { json in
                for point in trend.points { json.number(point.clustersUp) }
            }
            json.columns(trend.points.map(\.metrics))
        }
    }

    /// The nine metrics of some points, each a member with an array.
    mutating func columns(_ points: [Metrics]) {
        column("latency_seconds", points, \.latencySeconds)
        column("shards_up", points, \.shardsUp)
        column("guilds", points, \.guilds)
        column("cached_users", points, \.cachedUsers)
        column("interactions_rate", points, \.interactionsRate)
        column("error_rate", points, \.errorRate)
        column("duration_p95_seconds", points, \.durationP95Seconds)
        column("ratelimits_rate", points, \.ratelimitsRate)
        column("uptime_seconds", points, \.uptimeSeconds)
    }

    private mutating func column(
        _ name: StaticString, _ points: [Metrics], _ value: (Metrics) -> Double
    ) {
        key(name)
        array { json in
            for point in points { json.figure(value(point)) }
        }
    }

    /// A value of which a chart shows five digits at most; whole numbers without a point.
    mutating func figure(_ value: Double) {
        let magnitude = value.magnitude
        if magnitude < 1e15, value == value.rounded(.towardZero) { return number(Int64(value)) }
        if magnitude >= 100_000 || magnitude < 1e-6 || !value.isFinite { return number(value) }
        var scale = 1.0
        while magnitude * scale < 10_000 { scale *= 10 }
        number((value * scale).rounded() / scale)
    }

    mutating func time(_ time: WallTime) { quoted { Timestamp(time).appendRFC3339(to: &$0) } }
}
