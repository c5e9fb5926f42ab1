/// What happened in a run, to show that it proves something.
public struct ShardFacts: Sendable {
    private(set) var counts: [String: Int] = [:]

    public init() {}

    mutating func count(_ name: String, _ number: Int = 1) { counts[name, default: 0] += number }

    public mutating func add(_ other: ShardFacts) { counts.merge(other.counts) { $0 + $1 } }

    public var summary: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    /// What a swarm has to have done.
    private static let wanted = [
        "204", "401", "404", "503", "bots killed", "crashes", "disconnects", "disks lost", "false suspicions",
        "grants",
        "grants too late", "late decisions", "messages cut", "messages lost", "messages replayed",
        "partitions",
        "pauses", "pauses before saying", "permits", "promises ran out", "requests unanswered", "seen",
        "seen, and stale", "seen, cut off", "sleepers identified",
        "unknown outcomes", "voter changes",
    ]

    /// What did not happen.
    public var missing: [String] { Self.wanted.filter { counts[$0] == nil } }
}
