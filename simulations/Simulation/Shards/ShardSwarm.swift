import Membership

/// Runs of shards and their bots in virtual time, one a seed, with every fault on (docs/shards.md, What the simulator
/// says).
public enum ShardSwarm {
    /// One seed in this many is run twice, to show that it gives the same trace (INV-14).
    static let twiceEvery: UInt64 = 16

    /// The rules that can be broken on purpose, to see that the checker notices.
    public static var rules: [String] { BrokenShardRule.allCases.map(\.rawValue) }

    /// - Parameters:
    ///   - rule: one of `rules`.
    ///   - sink: takes the whole story as lines of text.
    public static func run(
        seed: UInt64, breaking rule: String? = nil, sink: ((String) -> Void)? = nil
    ) -> ShardOutcome {
        let broken = rule.flatMap(BrokenShardRule.init(rawValue:))
        var outcome = ShardRun(seed: seed, broken: broken).perform(sink: sink)
        guard sink == nil, broken == nil, seed % twiceEvery == 0, outcome.violation == nil else {
            return outcome
        }
        outcome.facts.count("seeds run twice")
        if ShardRun(seed: seed).perform().digest != outcome.digest {
            outcome.violation = "INV-14: seed \(seed) gave two traces"
        }
        return outcome
    }
}
