import GossipCore
import Membership
import Testing

@testable import Simulation

@Suite("Named scenarios")
struct ScenarioTests {
    /// Without optimisation a partition of six hours takes minutes: `scripts/test` runs every scenario with 16 and 64
    /// hosts as `simulate` does.
    private static let long: Set<String> = ["never-heals", "reports-starve-membership"]

    @Test(
        "What users of other systems suffered does not happen here",
        arguments: Scenario.all.map(\.name).filter { !long.contains($0) })
    func holds(name: String) throws {
        let scenario = try #require(Scenario.named(name))
        #expect(scenario.run(3, 16).perform().violations == [])
    }

    @Test("Every scenario that the issue names exists")
    func complete() {
        let named = [
            "never-heals", "resurrection", "incarnation-reset", "flapping-link", "replaced-host-same-name",
            "left-state-grows", "reports-starve-membership", "mass-join", "clock-in-2038", "seed-gone",
            "one-way-loss", "slow-node",
        ]
        #expect(Set(named).isSubset(of: Scenario.all.map(\.name)))
    }

    @Test(
        "Seeds that found a bug once",
        arguments: [
            // A wall clock more than 30 days off never agreed with the others on tombstones (fleet time).
            5_262,
            // Of the simulator: a host that left came back with a disk that never finished a write again, and a
            // fleet was founded a second time while a backup knew of its voters.
            44, 252,
        ] as [UInt64])
    func remembered(seed: UInt64) {
        #expect(Swarm.run(seed: seed).perform().violations == [])
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
