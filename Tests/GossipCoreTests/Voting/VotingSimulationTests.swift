import Foundation
import Testing

@testable import GossipCore

/// Thousands of seeds with every fault on. `VOTING_SEEDS` sets how many, `VOTING_FIRST` the first one.
/// A debug build takes too long for them: they run where `VOTING_SEEDS` is set, as
/// `VOTING_SEEDS=2000 swift test -c release -Xswiftc -enable-testing --filter VotingSimulationTests`.
@Suite("Voting, simulated", .enabled(if: ProcessInfo.processInfo.environment["VOTING_SEEDS"] != nil))
struct VotingSimulationTests {
    static func number(_ name: String, else other: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? other
    }

    /// - Returns: the world at its end, with the violation that was found, if any.
    static func run(seed: UInt64, broken: BrokenRule? = nil) -> VotingWorld {
        var world = VotingWorld(seed: seed, hosts: 6, broken: broken)
        world.run(until: world.now + .seconds(12))
        world.heal()
        world.audit()
        return world
    }

    @Test("Numbers, epochs and registers hold under every fault")
    func holds() {
        let first = Self.number("VOTING_FIRST", else: 1)
        var totals: [String: Int] = [:]
        var numbers = 0
        var stuck = 0
        let seeds = Self.number("VOTING_SEEDS", else: 60)
        for seed in first..<(first + seeds) {
            let world = Self.run(seed: UInt64(seed))
            if let violation = world.checker.violation { Issue.record("seed \(seed): \(violation)") }
            totals.merge(world.counts) { $0 + $1 }
            numbers += world.checker.numbersGiven
            totals["epochs", default: 0] += world.checker.sets.count
            if !world.hasMajority {
                stuck += 1
                if Self.number("VOTING_TRACE", else: 0) > 0 { print("seed \(seed):", world.standing) }
            }
        }
        print(
            "\(seeds) seeds, \(numbers) numbers, \(stuck) without a majority at the end,",
            totals.sorted { $0.key < $1.key })
        #expect(numbers > 0)
    }

    @Test("Every broken rule is noticed", arguments: BrokenRule.allCases)
    func catches(_ rule: BrokenRule) {
        let limit = UInt64(Self.number("VOTING_MUTANT_SEEDS", else: 400))
        var found: (seed: UInt64, violation: String)?
        for seed in 1...limit {
            if let violation = Self.run(seed: seed, broken: rule).checker.violation {
                found = (seed, violation)
                break
            }
        }
        if let found { print("\(rule): seed \(found.seed): \(found.violation)") }
        #expect(found != nil)
    }
}
