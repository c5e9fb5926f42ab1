/// What came of one run.
public struct Outcome: Sendable {
    /// `seed 42` or a scenario's name.
    public var title: String
    public var seed: UInt64
    public var hosts: Int
    public var violations: [Violation]
    public var facts: Facts
    public var digest: UInt64
    /// Seconds from the last fault until all maps were equal; nil if that did not come in time.
    public var convergedAfter: Double?
    /// True seconds at the end.
    public var simulated: Double
    /// What else is worth a line in a table.
    public var findings: [String] = []
    /// Items that two hosts hold differently, where maps did not become equal.
    public var differences: [String] = []
    /// The last events but single datagrams, as text, where something failed.
    public var story: [String] = []

    public var passed: Bool { violations.isEmpty }
}
