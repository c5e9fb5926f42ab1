/// What commands read of `GET /v1/status`.
struct StatusAnswer: Decodable {
    var name: String
    var nodeId: String
    var version: String
    var region: String
    var members: [String: Int]
    var hasMajority: Bool?
    var lineage: String? = nil
    var epoch: Int? = nil
    /// Names, or ids of members that were forgotten.
    var voters: [String]? = nil
    var isFounding: Bool? = nil
    var isResigned: Bool? = nil
    var quarrel: QuarrelAnswer? = nil
    var traffic: TrafficAnswer
}

struct QuarrelAnswer: Decodable {
    var lineage: String
    var member: String
    var address: String
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
    /// nil where the node does not tell, or was not heard.
    var version: String? = nil
    /// Hints of the group keys that it holds, the one that seals first; nil where the node does not tell.
    var groupKeys: [String]? = nil
    var state: String
    var voter: Bool? = nil
    var incarnation: Int
    var since: String?
    var rttSeconds: Double?
    /// What it promises to bots; nil where it gives out no shards.
    var maxSeconds: Double? = nil
    var leaseGrace: Double? = nil
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
    /// Why it has none, as far as the node knows.
    var pendingReason: String? = nil
    var identity: String
    var status: String
    var downReason: String?
    var since: String? = nil
    var lastSeen: String?
    var home: String? = nil
    var metrics: ClusterMetricsAnswer
    var shards: [DiscordShardAnswer]? = nil
}

struct DiscordShardAnswer: Decodable {
    var status: String
}

struct ClusterMetricsAnswer: Decodable {
    var latencySeconds: Double
    var shardsUp: Double
    var guilds: Double
    var errorRate: Double
}
