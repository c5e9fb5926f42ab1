import GossipCore
import Testing

@testable import Simulation

/// Each checker of the voters bites when it is told what may not be.
@Suite("Checkers of the voters")
struct VotingCheckerTests {
    private let roll = VotingClient.rolls[0]
    private let list = VotingClient.lists[0]
    private let now = Instant(nanoseconds: 1)

    private func set(_ number: UInt8) throws -> VoterSet {
        let key = try #require(SigningKey(seed: [UInt8](repeating: number, count: 32)))
        return try #require(
            VoterSet(lineage: Lineage(high: 1, low: 2), epoch: Epoch(1), voters: [key.publicKey]))
    }

    @Test("INV-1: an item with two numbers, and a number with two items")
    func numbers() {
        var one = RollsHold(register: roll)
        #expect(one.numbered([7], 1) == nil)
        #expect(one.numbered([7], 1) == nil)
        #expect(one.numbered([7], 2)?.invariant == "INV-1")
        #expect(one.numbered([8], 1)?.invariant == "INV-1")
    }

    @Test("INV-2: a number that was left out, and a highest number that falls")
    func order() {
        var one = RollsHold(register: roll)
        #expect(one.numbered([7], 1) == nil)
        #expect(one.numbered([8], 3)?.invariant == "INV-2")
        #expect(one.ended(at: 1, given: 1) == nil)
        #expect(one.ended(at: 1, given: 2)?.invariant == "INV-2")
    }

    @Test("INV-4: an epoch with two voter sets, heard of or voted in")
    func epochs() throws {
        var heard = VotingChecker()
        #expect(heard.learned(try set(1), at: now) == true)
        #expect(heard.learned(try set(1), at: now) == false)
        #expect(heard.violation == nil)
        var voted = heard
        _ = heard.learned(try set(2), at: now)
        #expect(heard.violation?.invariant == "INV-4")
        voted.voted(in: Epoch(1), try set(1).id, at: now)
        #expect(voted.violation == nil)
        voted.voted(in: Epoch(1), try set(2).id, at: now)
        #expect(voted.violation?.invariant == "INV-4")
    }

    @Test("INV-15: a slot that changes or empties")
    func slots() {
        var one = RegistersHaveOneHistory()
        func asked(_ checker: RegistersHaveOneHistory) -> VotingClient.Question {
            .init(floor: checker.floor(of: roll), given: 0)
        }
        let early = asked(one)
        #expect(one.decided(roll, nil, early) == nil)
        #expect(one.decided(roll, [1], early) == nil)
        // Asked for before it was decided, so it may have been empty.
        #expect(one.decided(roll, nil, early) == nil)
        #expect(one.decided(roll, nil, asked(one))?.invariant == "INV-15")
        #expect(one.decided(roll, [2], early)?.invariant == "INV-15")
    }

    @Test("INV-15: a list with two histories, with less than was decided, and without its own append")
    func lists() {
        var one = RegistersHaveOneHistory()
        func asked(_ checker: RegistersHaveOneHistory, _ token: [UInt8]? = nil) -> VotingClient.Question {
            .init(floor: checker.floor(of: list), given: 0, token: token)
        }
        let early = asked(one)
        #expect(one.decided(list, [1, 0, 0, 0, 2, 0, 0, 0], early) == nil)
        #expect(one.decided(list, [1, 0, 0, 0], early) == nil)
        #expect(one.decided(list, [1, 0, 0, 0], asked(one))?.invariant == "INV-15")
        #expect(one.decided(list, [2, 0, 0, 0], early)?.invariant == "INV-15")
        #expect(
            one.decided(list, [1, 0, 0, 0, 2, 0, 0, 0], asked(one, [3, 0, 0, 0]))?.invariant == "INV-15")
    }
}
