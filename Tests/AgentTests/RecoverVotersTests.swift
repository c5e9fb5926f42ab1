import ArgumentParser
@testable import GossipCore
@testable import Membership
import Testing

@testable import member_agent

@Suite("recover-voters")
struct RecoverVotersTests {
    private let directory: TemporaryDirectory
    private let keys: [NodeKey]

    /// Three stopped voters of one set, in `0`, `1` and `2`.
    init() throws {
        directory = try TemporaryDirectory()
        let directory = directory
        let states = try (0..<3).map { try StateDirectory(path: directory.file("\($0)")) }
        keys = try states.map { try NodeKey.make(path: $0.nodeKeyPath) }
        let set = try #require(
            VoterSet(
                lineage: Lineage(high: 1, low: 2), epoch: Epoch(6), voters: keys.map(\.signingKey.publicKey)))
        for (state, key) in zip(states, keys) {
            let store = try Store(path: state.databasePath)
            try store.setOwner(key.id)
            let voter = Voter(set: set, own: key.id, isActive: true, sequence: 9)
            try store.apply([
                Sample.request(
                    .rows([VotingRows.set(set), VotingRows.standing(voter), VotingRows.sequence(9)])),
                Sample.request(.member(Sample.member(1))),
                Sample.request(.entry(Sample.entry("kept", payload: [5]))),
            ])
        }
    }

    private func recover(_ arguments: [String], answer: String? = nil) throws {
        let command = try RecoverVotersCommand.parse(arguments)
        try command.recover(environment: ["ROLLCALL_STATE_DIR": directory.file("0")]) { answer }
    }

    private func restored(_ node: Int = 0) throws -> Restored {
        try Store(path: directory.file("\(node)/state.sqlite")).restore()
    }

    @Test(
        "The word makes a lone voter of another lineage and a later epoch, who keeps the map and the members")
    func word() throws {
        try recover([], answer: "recover")
        let state = try restored()
        let found = try VotingRestored(state.rows)
        let set = try #require(found.set)
        #expect(set.voters.map(\.id) == [keys[0].id])
        #expect(set.epoch > Epoch(6))
        #expect(set.lineage != Lineage(high: 1, low: 2))
        #expect(found.voter(of: set, own: keys[0].id)?.mayVote == true)
        #expect(found.sequence > 9)
        #expect(state.members.count == 1)
        #expect(state.entries.map(\.payload) == [[5]])
    }

    @Test("Any other word changes nothing", arguments: [nil, "", "yes", "RECOVER"] as [String?])
    func otherWord(answer: String?) throws {
        let before = try restored()
        #expect(throws: Failure.self) { try recover([], answer: answer) }
        #expect(try restored().rows == before.rows)
        #expect(try restored().entries == before.entries)
    }

    @Test("--yes does not ask")
    func scripts() throws {
        let before = try restored()
        try recover(["--yes"])
        #expect(try restored().rows != before.rows)
    }

    @Test("A majority at hand is refused: nothing is lost")
    func majority() throws {
        #expect(throws: Failure.self) { try recover(["--with", directory.file("1"), "--yes"]) }
        #expect(throws: Failure.self) { try recover(["--with", directory.file("nothing"), "--yes"]) }
    }

    @Test("A node that runs is refused")
    func runs() throws {
        let held = try StateDirectory(path: directory.file("0"))
        #expect(throws: Failure.self) { try recover(["--yes"]) }
        #expect(held.path == directory.file("0"))
    }

    private func registration(_ name: String) throws -> Entry {
        let registration = RegistrationEntry(
            fleet: try #require(FleetName("asia")), isDown: false, since: WallTime(milliseconds: 1),
            lastSeen: WallTime(milliseconds: 1), version: "1", scrapeTarget: "", leases: nil)
        let identity = try #require(ClusterIdentity(name))
        return Entry(
            key: RegistrationEntry.key(of: identity), stamp: Stamp(ticks: 1, writer: keys[0].id),
            payload: registration.encoded())
    }

    private func lines(_ recovery: VoterRecovery, _ numbers: NumberRecovery) -> [String] {
        RecoveryReport(
            recovery: recovery, numbers: numbers, own: keys[0].id, sources: [keys[0].id: "here"], members: []
        ).lines
    }

    @Test("The report names who is given up, the clusters without a number and the numbers without a holder")
    func report() throws {
        let own = try restored()
        let recovery = try VoterRecovery([.init(owner: keys[0].id, restored: own)])
        var numbers = NumberRecovery(registers: [:], entries: [])
        #expect(lines(recovery, numbers).contains { $0.contains("No fleet") })
        numbers = NumberRecovery(
            registers: [RegisterKey(space: 9, name: [1], index: 0): [1]], entries: [try registration("lost")])
        let lines = self.lines(recovery, numbers)
        let givenUp = lines.filter { $0.hasSuffix("GIVEN UP") }
        #expect(givenUp.count == 2)
        #expect(givenUp.contains { $0.contains("\(keys[1].id)") })
        #expect(lines.contains { $0.contains("no number is known of lost") })
        #expect(lines.contains { $0.contains("1 other decisions") })
    }
}
