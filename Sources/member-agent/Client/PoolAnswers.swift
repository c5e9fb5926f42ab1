/// What commands read of `GET /v1/shards`.
struct ShardsAnswer: Decodable {
    var generatedAt: String
    var applications: [PoolAnswer]
}

/// One application's pool of shards.
struct PoolAnswer: Decodable {
    var name: String
    /// nil until somebody said how large the pool is.
    var totalShards: Int?
    var hasMajority: Bool?
    /// `setting` or `discord`.
    var source: String?
    var recommendedShards: Int?
    var wishedShards: Int?
    var shouldGrow: Bool?
    var largestGuildCount: Int?
    var identify: IdentifyAnswer?
    /// By shard. One that is not here is free.
    var shards: [PoolShardAnswer]

    private enum CodingKeys: CodingKey {
        case name, totalShards, hasMajority, source, recommendedShards, wishedShards, shouldGrow,
            largestGuildCount, identify, columns, rows
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        totalShards = try values.decodeIfPresent(Int.self, forKey: .totalShards)
        hasMajority = try values.decodeIfPresent(Bool.self, forKey: .hasMajority)
        source = try values.decodeIfPresent(String.self, forKey: .source)
        recommendedShards = try values.decodeIfPresent(Int.self, forKey: .recommendedShards)
        wishedShards = try values.decodeIfPresent(Int.self, forKey: .wishedShards)
        shouldGrow = try values.decodeIfPresent(Bool.self, forKey: .shouldGrow)
        largestGuildCount = try values.decodeIfPresent(Int.self, forKey: .largestGuildCount)
        identify = try values.decodeIfPresent(IdentifyAnswer.self, forKey: .identify)
        let columns = try values.decode([String].self, forKey: .columns)
        let rows = try values.decode([[TableValue]].self, forKey: .rows)
        shards = rows.compactMap { row in
            PoolShardAnswer(Dictionary(zip(columns, row)) { first, _ in first })
        }.sorted { $0.shard < $1.shard }
    }
}

/// How many times Discord lets the application's bots begin anew.
struct IdentifyAnswer: Decodable {
    var total: Int
    var left: Int
    var resetAt: String
}

/// A row of a pool.
struct PoolShardAnswer: Equatable {
    /// As on the page. The raw value is the node's word.
    enum State: String, CaseIterable {
        case lost, grace, free, held
    }

    var shard: Int
    var state: State
    /// The node that answers for it.
    var holder: String?
    /// The cluster that runs it.
    var identity: String?
    var fleet: String?
    var number: Int?
    /// Until its bot must stop or, where its session ended, until it is free.
    var secondsLeft: Double?
    var guilds: Double?
    var latencySeconds: Double?

    static func free(_ shard: Int) -> PoolShardAnswer { PoolShardAnswer(shard: shard, state: .free) }

    private init(shard: Int, state: State) {
        self.shard = shard
        self.state = state
    }

    /// - Parameter values: by the name of their column.
    /// - Returns: nil where it has no shard, or a state of a version to come.
    fileprivate init?(_ values: [String: TableValue]) {
        guard let shard = values["shard_id"]?.number, let state = values["state"]?.text.flatMap(State.init)
        else { return nil }
        self.init(shard: Int(shard), state: state)
        holder = values["holder"]?.text
        identity = values["identity"]?.text
        fleet = values["fleet"]?.text
        number = values["number"]?.number.map { Int($0) }
        secondsLeft = values["lease_seconds_left"]?.number
        guilds = values["guilds"]?.number
        latencySeconds = values["latency_seconds"]?.number
    }
}

/// A value in a table of mixed columns.
private enum TableValue: Decodable {
    case text(String)
    case number(Double)
    case nothing

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .nothing
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else {
            self = .number(try value.decode(Double.self))
        }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// One that no shard, count or time reaches is none.
    var number: Double? {
        if case .number(let number) = self, number.magnitude < 1e15 { number } else { nil }
    }
}
