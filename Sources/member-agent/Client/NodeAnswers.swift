/// What commands read of `GET /v1/status`.
struct StatusAnswer: Decodable {
    var name: String
    var nodeId: String
    var version: String
    var region: String
    var members: [String: Int]
    var hasMajority: Bool?
    var traffic: TrafficAnswer
}

struct TrafficAnswer: Decodable {
    var dropped: [String: Int]
}

/// What commands read of an element of `GET /v1/members`.
struct MemberAnswer: Decodable {
    var name: String
    var nodeId: String
    var address: String
    var region: String
    var state: String
    var incarnation: Int
    var since: String?
    var rttSeconds: Double?
}

/// What commands read of `GET /v1/fleets`.
struct FleetsAnswer: Decodable {
    var generatedAt: String
    var fleets: [FleetAnswer]
}

struct FleetAnswer: Decodable {
    var name: String
    var clustersUp: Int
    var clustersTotal: Int
    var clusters: [ClusterAnswer]
}

struct ClusterAnswer: Decodable {
    var number: Int?
    var identity: String
    var status: String
    var downReason: String?
    var lastSeen: String?
    var metrics: ClusterMetricsAnswer
}

struct ClusterMetricsAnswer: Decodable {
    var latencySeconds: Double
    var shardsUp: Double
    var guilds: Double
    var errorRate: Double
}
