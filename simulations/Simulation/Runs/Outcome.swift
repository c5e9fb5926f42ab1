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
    /// The last events that matter, as text, where something failed.
    public var story: [String] = []

    public var passed: Bool { violations.isEmpty }
}

extension Outcome {
    /// What a person reads of it: what was tried, what came of it, and for a failure the invariant, the hosts, the
    /// last events that matter and the command that replays it.
    /// - Parameter replay: the arguments of `simulate` that make this run.
    public func report(replay: String) -> [String] {
        let converged = convergedAfter.map { "equal after \($0) s" } ?? "never equal"
        var lines = [
            "\(title): \(passed ? "passed" : "FAILED"), \(hosts) hosts, \(simulated) s simulated, \(converged), "
                + "trace \(String(digest, radix: 16))"
        ]
        lines += findings.map { "  \($0)" }
        lines.append("  " + facts.summary)
        lines += violations.map { "  \($0)" }
        guard !passed else { return lines }
        lines += differences.map { "  \($0)" }
        lines.append("  the last events that matter:")
        lines += story.map { "    \($0)" }
        lines.append("  replay: swift run -c release simulate \(replay) --trace FILE")
        return lines
    }
}
