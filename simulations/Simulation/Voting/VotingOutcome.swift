/// What came of one seed.
public struct VotingOutcome: Sendable {
    public var seed: UInt64
    public var violation: Violation?
    public var facts: VotingFacts
    /// Of all that happened, to the byte.
    public var digest: UInt64
    /// Whether the world followed the story that it was told, if any.
    var isPlayed: Bool

    public var passed: Bool { violation == nil }
}
