import GossipCore
import Testing

@testable import Membership

/// How a node finds the home of a session that beats at it (docs/shards.md, Finding the home).
@Suite("Finding a session's home")
struct FindingTests {
    private static let renewed = ShardAnswer.renewed(promise: ShardTerms().promise)

    /// Voters 0 and 4, of which all ask 0 first, and a session whose home is 1.
    private func town() throws -> (ShardTown, SessionID) {
        let town = ShardTown(nodes: 5, voters: [0, 4])
        let session = try #require(town.connect(at: 1))
        // Another bot made it a home.
        _ = try #require(town.connect(at: 3))
        town.forget()
        return (town, session)
    }

    /// The session goes on at 3 by the word of voter 4; neither voter 0 nor its former home hears of it.
    private func movedTown() throws -> (ShardTown, SessionID) {
        let (town, session) = try town()
        for node in [1, 3] { town.say(that: 0, isDead: true, to: node) }
        town.say(that: 1, isDead: true, to: 3)
        town.lose { $0.from == 1 || $0.to == 1 }
        #expect(town.beat(session, at: 3) == nil)
        town.pass(.milliseconds(500))
        #expect(town.lastAnswer == Self.renewed)
        #expect(town.slot(of: session)?.home == ShardTown.id(3))
        town.lose { _ in false }
        town.forget()
        return (town, session)
    }

    @Test("A voter tells where it saw a session, without a decision, and is asked once")
    func seen() throws {
        let (town, session) = try town()
        #expect(town.beat(session, at: 2) == Self.renewed)
        #expect(town.told.finds == 1)
        #expect(town.told.seen == 1)
        for _ in 0..<3 { #expect(town.beat(session, at: 2) == Self.renewed) }
        #expect(town.told.finds == 1)
        #expect(town.told.beats == 4)
        #expect(town.slotDecisions == 0)
    }

    @Test("A voter that did not see a session reads the register, and then knows its neighbours too")
    func unseen() throws {
        let (town, session) = try town()
        let other = try #require(town.connect(at: 1))
        #expect(ShardBlock.index(of: session.shard) == ShardBlock.index(of: other.shard))
        town.restart(4)
        town.say(that: 0, isDead: true, to: 2)
        town.forget()
        #expect(town.beat(session, at: 2) == Self.renewed)
        #expect(town.told.seen == 0)
        #expect(town.slotDecisions == 1)
        #expect(town.beat(other, at: 2) == Self.renewed)
        #expect(town.told.seen == 1)
        #expect(town.slotDecisions == 1)
    }

    @Test("Only a register says that there is no such session")
    func unknown() throws {
        let (town, session) = try town()
        let other = SessionID(high: session.high + 1, low: session.low)
        #expect(town.beat(other, at: 2) == .notFound)
        #expect(town.told.finds == 1)
        #expect(town.slotDecisions == 1)
    }

    @Test("A home that was seen and has no such session any more is a way round, never a 404")
    func stale() throws {
        let (town, session) = try movedTown()
        // It ends the session here, which 3 goes on with.
        #expect(town.disconnect(session, at: 1) == .done)
        #expect(town.beat(session, at: 1) == .notFound)
        town.forget()
        #expect(town.beat(session, at: 2) == Self.renewed)
        #expect(town.told.seen == 1)
        #expect(town.told.reads == 1)
        #expect(town.told.last { if case .beat = $0.message { true } else { false } }?.to == 3)
    }

    @Test("A home that was seen and starts anew looks for the session itself, by a register")
    func restarted() throws {
        let (town, session) = try movedTown()
        town.restart(1)
        town.forget()
        #expect(town.beat(session, at: 2) == Self.renewed)
        #expect(town.told.seen == 1)
        #expect(town.told.contains { $0.from == 1 && $0.to == 3 })
    }

    @Test("A home's no and a register that still names it are a 404")
    func ended() throws {
        let (town, session) = try town()
        // Its promise ends, and the grace begins.
        town.pass(ShardTerms().promise + .seconds(1))
        town.forget()
        #expect(town.beat(session, at: 2) == .notFound)
        #expect(town.told.seen == 1)
        #expect(town.told.reads == 1)
    }

    @Test("A voter that saw a session at the very node that asks is not believed")
    func own() throws {
        let (town, session) = try town()
        town.restart(1)
        town.forget()
        _ = town.beat(session, at: 1)
        town.pass(.seconds(1))
        #expect(town.lastAnswer == Self.renewed)
        #expect(town.told.beats == 0)
        #expect(town.slot(of: session)?.generation == 2)
    }

    @Test(
        "A beat that a node sent on goes on by a slot that moved since, or by a register, so none runs round")
    func roundAndRound() throws {
        for (moves, reads) in [(0, 0), (1, 1)] as [(UInt64, Int)] {
            let (town, session) = try movedTown()
            // By voter 4, so what 2 knows of it moved once.
            town.say(that: 0, isDead: true, to: 2)
            #expect(town.beat(session, at: 2) == Self.renewed)
            town.forget()
            let beat = ShardMessage.beat(
                town.application, session, ask: 9, moves: moves, SessionReport())
            town.handle(.message(from: ShardTown.id(1), beat.encoded), at: 2)
            #expect(town.told.reads == reads)
            #expect(town.told.beats == 1)
            #expect(town.told.last?.to == 1)
        }
    }

    @Test("A home that has not found its sessions yet does not deny one to a node that waits for its turn")
    func recovering() throws {
        let (town, session) = try town()
        town.restart(1)
        town.lose { if case .holds = $0.message { true } else { false } }
        town.forget()
        let ask = ShardMessage.turnFor(town.application, session, ask: 9, age: 0)
        town.handle(.message(from: ShardTown.id(2), ask.encoded), at: 1)
        #expect(town.told.turns(for: 2) == [500])
        town.lose { _ in false }
        town.pass(.seconds(1))
        // It has it now; one that never was is denied.
        let other = ShardMessage.turnFor(town.application, SessionID(high: 1, low: 1), ask: 9, age: 0)
        town.forget()
        town.handle(.message(from: ShardTown.id(2), other.encoded), at: 1)
        #expect(town.told.turns(for: 2) == [.max])
    }

    @Test("A bot that is gone is looked for in a register")
    func gone() throws {
        let (town, session) = try movedTown()
        #expect(town.disconnect(session, at: 2) == .done)
        #expect(town.told.seen == 0)
        #expect(town.told.reads == 1)
        #expect(town.beat(session, at: 3) == .notFound)
    }
}
