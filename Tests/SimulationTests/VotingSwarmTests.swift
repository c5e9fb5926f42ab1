import GossipCore
import Testing

@testable import Simulation

/// A few seeds; `simulate --voting --seeds 10000` runs as many as one likes.
@Suite("Voters, simulated")
struct VotingSwarmTests {
    @Test("Numbers, epochs and registers hold under every fault", arguments: 1...20 as ClosedRange<UInt64>)
    func holds(seed: UInt64) {
        let outcome = VotingSwarm.run(seed: seed)
        #expect(outcome.violation == nil)
        #expect(outcome.facts.decided > 0)
        #expect(outcome.facts.forgedRejected == outcome.facts.forged)
    }

    @Test("Twenty seeds leave out no fault")
    func faults() {
        var facts = VotingFacts()
        for seed in 1...20 as ClosedRange<UInt64> { facts.add(VotingSwarm.run(seed: seed).facts) }
        #expect(facts.missing == [])
    }

    @Test("Every story is played, and ends well", arguments: VotingStory.allCases)
    func sound(story: VotingStory) {
        for seed in 1...3 as ClosedRange<UInt64> {
            let outcome = VotingSwarm.perform(VotingPlan(story: story, seed: seed))
            #expect(outcome.violation == nil, "seed \(seed)")
            #expect(outcome.isPlayed, "seed \(seed)")
        }
    }

    @Test(
        "Every story is noticed to end badly without the rule that it needs", arguments: VotingStory.allCases)
    func broken(story: VotingStory) {
        let noticed = (1...5 as ClosedRange<UInt64>).contains { seed in
            let plan = VotingPlan(story: story, seed: seed, breaking: story.rule)
            return VotingSwarm.perform(plan).violation != nil
        }
        #expect(noticed)
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
