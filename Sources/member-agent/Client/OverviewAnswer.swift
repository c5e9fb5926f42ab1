/// What commands read of `GET /v1/overview`.
struct OverviewAnswer: Decodable {
    /// None at a node of an earlier version.
    var pools: [PoolSummaryAnswer]?
}

/// A pool of shards without its shards.
struct PoolSummaryAnswer: Decodable {
    struct Identify: Decodable {
        var total: Int
        var left: Int
        var resetAt: String
    }

    var name: String
    /// nil until somebody said how large the pool is.
    var totalShards: Int?
    /// `setting` or `discord`.
    var source: String?
    var recommendedShards: Int?
    var wishedShards: Int?
    var shouldGrow: Bool?
    var largestGuildCount: Int?
    /// nil until Discord was asked.
    var identify: Identify?
    /// By state, `free` included.
    var counts: [String: Int]
}
