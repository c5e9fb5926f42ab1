import GossipCore
import Membership
import Testing

@testable import Simulation

@Suite("Named scenarios")
struct ScenarioTests {
    @Test(
        "What users of other systems suffered does not happen here",
        arguments: [
            "flapping-link", "one-way-loss", "seed-gone", "resurrection", "incarnation-reset",
            "replaced-host-same-name", "clock-in-2038", "tombstones-end", "slow-node",
        ])
    func holds(name: String) throws {
        let scenario = try #require(Scenario.named(name))
        #expect(scenario.run(3, min(scenario.hosts, 12)).perform().violations == [])
    }

    @Test(
        "Seeds that found a bug once",
        arguments: [
            // A wall clock more than 30 days off never agreed with the others on tombstones (fleet time).
            5_262
        ] as [UInt64])
    func remembered(seed: UInt64) {
        #expect(Swarm.run(seed: seed).perform().violations == [])
    }

    @Test("Whoever holds the key and obeys no rule changes nothing by noise, and only for a while by lies")
    func hostile() {
        let attacks = Attack.allCases.enumerated().map { number, kind in
            Step(.seconds(10 + 5 * number), .attack(number % 8, kind, count: 100))
        }
        let run = Run(
            title: "hostile", options: Scenario.options(9, 8), steps: Scenario.starts(0..<8) + attacks,
            faultsEnd: .seconds(40), bound: .seconds(10))
        let outcome = run.perform()
        #expect(outcome.violations == [])
        #expect(outcome.facts.forged == 600)
        #expect(outcome.facts.falseDeaths > 0, "the lies were believed for a moment, or were none")
    }

    @Test(
        "A host with the key of another fleet stays alone, and is one of the fleet again with the right one")
    func foreignKey() {
        var options = Scenario.options(4, 6)
        options.conditions.loss = 0
        let steps =
            Scenario.starts(0..<6) + [
                Step(.seconds(5), .crash(5)), Step(.seconds(5), .rekey(5, isForeign: true)),
                Step(.seconds(6), .start(5)), Step(.seconds(40), .crash(5)),
                Step(.seconds(40), .rekey(5, isForeign: false)), Step(.seconds(41), .start(5)),
            ]
        var run = Run(
            title: "foreign-key", options: options, steps: steps, faultsEnd: .seconds(41), bound: .seconds(10)
        )
        run.expectation = { world in
            let unknown = world.hosts[0].process?.roster.node.traffic[.unknownKey] ?? 0
            return unknown > 0 ? nil : "nobody heard the foreign key"
        }
        let outcome = run.perform()
        #expect(outcome.violations == [])
        #expect(outcome.facts.foreignKeys == 1)
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
