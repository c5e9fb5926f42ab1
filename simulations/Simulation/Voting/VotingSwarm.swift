import GossipCore

/// Runs of voters in virtual time, one a seed, with every fault on (docs/voting.md, What was checked).
public enum VotingSwarm {
    /// One seed in this many is run twice, to show that it gives the same trace (INV-14).
    static let twiceEvery: UInt64 = 16

    /// The rules of the core that can be broken on purpose, to see that the checkers notice.
    public static var rules: [String] { BrokenRule.allCases.map { "\($0)" } }

    /// Directed schedules that can be run alone, without a storm after them.
    public static var stories: [String] { VotingStory.allCases.map(\.rawValue) }

    /// - Parameters:
    ///   - story: one of `stories`; nil for what the seed draws.
    ///   - rule: one of `rules`.
    ///   - sink: takes the whole story as lines of text.
    public static func run(
        seed: UInt64, story: String? = nil, breaking rule: String? = nil, sink: ((String) -> Void)? = nil
    ) -> VotingOutcome {
        let story = story.flatMap(VotingStory.init(rawValue:))
        var plan = story.map { VotingPlan(story: $0, seed: seed) } ?? VotingPlan(seed: seed)
        plan.broken = BrokenRule.allCases.first { "\($0)" == rule }
        var outcome = perform(plan, sink: sink)
        guard sink == nil, rule == nil, seed % twiceEvery == 0, outcome.violation == nil else {
            return outcome
        }
        outcome.facts.ranTwice += 1
        let again = perform(plan)
        if again.digest != outcome.digest {
            outcome.violation = Violation(
                invariant: "INV-14", time: 0, text: "seed \(seed) gave two traces")
        }
        return outcome
    }

    static func perform(_ plan: VotingPlan, sink: ((String) -> Void)? = nil) -> VotingOutcome {
        SignatureScheme.$current.withValue(plan.signatures) {
            var world = VotingWorld(plan: plan)
            world.trace.sink = sink
            world.run(30)
            let isPlayed = plan.story.map { world.play($0) } ?? true
            if let story = plan.story, !isPlayed, plan.broken == nil {
                world.checker.report("\(story) did not go as written", "story", at: world.now)
            }
            world.weather = .storm
            world.schedule(.step, after: 0)
            world.run(until: world.now + .milliseconds(60_000)) { $0.stepsLeft <= 0 }
            world.audit()
            world.facts.numbers = world.checker.numbersGiven
            world.facts.realSignatures = plan.signatures == .ed25519 ? 1 : 0
            return VotingOutcome(
                seed: plan.seed, violation: world.checker.violation, facts: world.facts,
                digest: world.trace.digest, isPlayed: isPlayed)
        }
    }
}
