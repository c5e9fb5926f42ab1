import GossipCore
import Testing

@testable import Simulation

/// A few seeds; `simulate --voting --seeds 10000` runs as many as one likes.
@Suite("Voters, simulated")
struct VotingSwarmTests {
    @Test("Numbers, epochs and registers hold under every fault, and no fault is left out")
    func holds() {
        var facts = VotingFacts()
        // With Ed25519, run twice, a disk that goes back, and all the rest.
        for seed in 38...50 as ClosedRange<UInt64> {
            let outcome = VotingSwarm.run(seed: seed)
            #expect(outcome.violation == nil, "seed \(seed)")
            #expect(outcome.facts.decided > 0, "seed \(seed)")
            #expect(outcome.facts.forgedRejected == outcome.facts.forged, "seed \(seed)")
            facts.add(outcome.facts)
        }
        #expect(facts.missing == [])
    }

    @Test("Every story is played, and ends well", arguments: VotingStory.allCases)
    func sound(story: VotingStory) {
        for seed in 1...2 as ClosedRange<UInt64> {
            let outcome = VotingSwarm.perform(VotingPlan(story: story, seed: seed))
            #expect(outcome.violation == nil, "seed \(seed)")
            #expect(outcome.isPlayed, "seed \(seed)")
        }
    }

    @Test(
        "Every story ends badly without the rule that it needs, whatever the seed",
        arguments: VotingStory.allCases)
    func broken(story: VotingStory) {
        for seed in 1...2 as ClosedRange<UInt64> {
            let plan = VotingPlan(story: story, seed: seed, breaking: story.rule)
            #expect(VotingSwarm.perform(plan).violation?.invariant == "INV-15", "seed \(seed)")
        }
    }

    @Test("There is a story for every rule")
    func complete() {
        #expect(Set(VotingStory.allCases.map(\.rule)) == Set(BrokenRule.allCases))
    }

    @Test("The same seed gives the same trace, and another seed another one")
    func trace() {
        let digests = [VotingPlan(seed: 4), VotingPlan(seed: 4), VotingPlan(seed: 5)].map {
            VotingSwarm.perform($0).digest
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0] != digests[2])
    }
}
