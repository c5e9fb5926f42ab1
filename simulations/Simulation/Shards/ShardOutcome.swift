/// What came of one seed.
public struct ShardOutcome: Sendable {
    public var seed: UInt64
    public var violation: String?
    public var facts: ShardFacts
    /// Of the times and the order of all that happened.
    public var digest: UInt64
    /// Seconds after the last fault until every bot that lives ran a shard; nil if that did not happen in time.
    public var settledAfter: Double?
    /// How all stood at the end of a run that failed.
    public var standing: [String] = []

    public var passed: Bool { violation == nil }
}
