import GossipCore
import Testing

@testable import Membership

@Suite("A fleet whose voters lost their majority for good")
struct RecoveryTests {
    /// What `member-agent recover-voters` does at a stopped node.
    private func recover(_ village: inout Village, at node: Int, with others: [Int] = []) throws -> Lineage {
        let recovery = try VoterRecovery(
            ([node] + others).map { .init(owner: Village.id($0), restored: village.state($0)) })
        #expect(!recovery.mayGoOn)
        let numbers = NumberRecovery(registers: recovery.registers, entries: recovery.entries)
        let lineage = Lineage(high: 0xAB, low: UInt64(node))
        village.replaceState(
            node, with: recovery.founding(lineage, by: Village.key(node), registers: numbers.registers))
        return lineage
    }

    private func voting(_ village: inout Village, _ node: Int) -> VotingStatus? {
        village.picture(node)?.status.voting
    }

    private func adopt(_ village: inout Village, at node: Int, _ lineage: Lineage) {
        village.crash(node)
        village.replaceState(node, with: Restored(rows: [.adopting(lineage)]))
        village.start(node)
    }

    @Test("Pending clusters get the next numbers at the survivor, and what was told before is still true")
    func survivor() throws {
        var village = Village(count: 3, seed: 40)
        village.run(for: .seconds(10))
        let voters = voting(&village, 0)?.voters
        #expect(voters?.count == 3)
        for bot in 0..<6 { village.register(bot % 3, "bot-\(bot)") }
        village.run(for: .seconds(5))
        #expect(village.promises.map(\.number.value).sorted() == Array(1...6))
        village.crash(1)
        village.crash(2)
        village.register(0, "late")
        village.run(for: .seconds(60))
        let late = village.cluster(0, "late")
        #expect(late != nil)
        #expect(late?.number == nil)
        village.crash(0)
        _ = try recover(&village, at: 0)
        village.start(0)
        let goesOn = village.run(atMost: .seconds(10)) { $0.cluster(0, "late")?.number != nil }
        #expect(goesOn)
        let settled = village.cluster(0, "late")
        #expect(settled?.number?.value == 7)
        check(&village, at: 0)
    }

    @Test("A lost voter that returns is refused, decides nothing, and comes over with adopt")
    func returned() throws {
        var village = Village(count: 3, seed: 41)
        village.run(for: .seconds(10))
        for bot in 0..<6 { village.register(bot % 3, "bot-\(bot)") }
        village.run(for: .seconds(5))
        for node in 0..<3 { village.crash(node) }
        let lineage = try recover(&village, at: 0)
        village.start(0)
        village.run(for: .seconds(5))
        village.start(1)
        let isSeen = village.run(atMost: .seconds(30)) { village in
            voting(&village, 0)?.quarrel != nil && voting(&village, 1)?.quarrel?.lineage == lineage
        }
        #expect(isSeen)
        let refused = village.register(1, "there")
        let settled = village.register(0, "here")
        village.run(for: .seconds(30))
        #expect(village.number(refused) == nil)
        #expect(village.number(settled) == 7)
        let old = voting(&village, 1)
        #expect(old?.hasMajority == false)
        adopt(&village, at: 1, lineage)
        adopt(&village, at: 2, lineage)
        village.run(for: .seconds(20))
        let there = village.register(1, "there")
        village.run(for: .seconds(5))
        #expect(village.number(there) == 8)
        for node in 0..<3 {
            let found = voting(&village, node)
            #expect(found?.quarrel == nil)
            #expect(found?.voters.count == 3)
            check(&village, at: node)
        }
    }

    /// What clients were told is true at this node: whoever comes back is told the same, and nobody else was.
    private func check(_ village: inout Village, at node: Int) {
        let promises = village.promises
        let asked = promises.map {
            village.register(node, $0.identity, lease: village.leases[$0.identity])
        }
        village.run(for: .seconds(5))
        #expect(asked.map(village.number) == promises.map(\.number.value))
        let holders = Dictionary(grouping: village.promises) { $0.number }
        #expect(holders.values.allSatisfy { Set($0.map(\.identity)).count == 1 })
    }

    @Test("Where a majority of the voters is at hand, nothing is to be recovered")
    func needless() throws {
        var village = Village(count: 3, seed: 42)
        village.run(for: .seconds(10))
        for node in 0..<3 { village.crash(node) }
        let states = (0..<3).map { VoterRecovery.State(owner: Village.id($0), restored: village.state($0)) }
        let two = try VoterRecovery([states[0], states[2]])
        #expect(two.mayGoOn)
        #expect(two.survivors.count == 2)
        let one = try VoterRecovery([states[1]])
        #expect(!one.mayGoOn)
        #expect(one.survivors == [Village.id(1)])
    }
}
