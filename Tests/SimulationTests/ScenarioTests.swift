import Testing

@testable import Simulation

@Suite("Named scenarios")
struct ScenarioTests {
    @Test(
        "What users of other systems suffered does not happen here",
        arguments: [
            "flapping-link", "one-way-loss", "seed-gone", "resurrection", "incarnation-reset",
            "replaced-host-same-name", "clock-in-2038", "slow-node",
        ])
    func holds(name: String) throws {
        let scenario = try #require(Scenario.named(name))
        #expect(scenario.run(3, min(scenario.hosts, 12)).perform().violations == [])
    }

    @Test("A swarm of a few seeds violates nothing, and tries every kind of fault")
    func swarm() {
        var total = Facts()
        for seed in 1...12 as ClosedRange<UInt64> {
            let outcome = Swarm.run(seed: seed).perform()
            #expect(outcome.violations == [], "seed \(seed)")
            total.add(outcome.facts)
        }
        #expect(total.lost > 0 && total.blocked > 0 && total.tampered > 0 && total.crashes > 0)
    }
}
