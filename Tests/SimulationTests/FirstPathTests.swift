import Testing

@testable import Simulation

@Suite("The first path: 50 hosts, 10 % loss, a crash, a partition that heals")
struct FirstPathTests {
    @Test("All maps are equal within the stated bound, and the faults really happened")
    func converges() throws {
        let scenario = try #require(Scenario.named("first-path"))
        let outcome = scenario.run(1, 50).perform()
        #expect(outcome.violations == [])
        #expect(outcome.convergedAfter != nil)
        #expect(outcome.facts.lost > 0 && outcome.facts.blocked > 0 && outcome.facts.crashes == 1)
    }

    @Test("The same seed gives the same trace, another seed another (INV-14)")
    func repeats() throws {
        let scenario = try #require(Scenario.named("first-path"))
        let digests = [7, 7, 8].map { scenario.run($0, 20).perform().digest }
        #expect(digests[0] == digests[1])
        #expect(digests[0] != digests[2])
    }
}
