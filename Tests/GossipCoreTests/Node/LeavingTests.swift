import Testing

@testable import GossipCore

@Suite("Leaving, forgetting, clones")
struct LeavingTests {
    @Test("Who leaves is shown as left everywhere, and never as suspect or dead")
    func leaves() throws {
        var fleet = try TestFleet.settled(10)
        let begin = fleet.happenings.count
        fleet.command(4, .leave)
        let saidGoodbye = fleet.run(atMost: .seconds(2)) { fleet in
            fleet.happenings[begin...].contains {
                if case .left = $0.event { $0.node == 4 } else { false }
            }
        }
        #expect(saidGoodbye != nil)
        fleet.crash(4)
        fleet.run(for: .seconds(10))
        #expect(fleet.living.allSatisfy { fleet.state(of: 4, at: $0) == .left })
        for happening in fleet.happenings[begin...] {
            if case .member(let record, _) = happening.event { #expect(record.state == .left) }
        }
        fleet.start(4)
        let returned = fleet.run(atMost: .seconds(3)) { $0.allSeeAll }
        #expect(returned != nil)
    }

    @Test("Alone, the goodbye is said at once")
    func leavesAlone() {
        var solo = Solo(peers: 0)
        solo.command(.leave)
        solo.run(for: .milliseconds(1))
        #expect(solo.events.contains { if case .left = $0 { true } else { false } })
    }

    @Test("What was forgotten does not return by anybody's word, only by its own higher incarnation (INV-6)")
    func forgotten() {
        var solo = Solo(peers: 3)
        solo.hear([.dead(solo.accusation(2, by: 1))], from: 1)
        solo.command(.forget(TestFleet.id(2)))
        #expect(solo.node.member(TestFleet.id(2)) == nil)
        #expect(!solo.node.members.contains { $0.record.id == TestFleet.id(2) })
        for state in [MemberState.alive, .dead, .left] {
            solo.hear([.member(solo.peers[1].record(state))], from: 3)
            #expect(solo.node.member(TestFleet.id(2)) == nil)
        }
        solo.clear()
        solo.hear([solo.ping(from: 2)], from: 2)
        #expect(solo.sent.first?.members.contains { $0.state == .forgotten } == true)
        solo.hear([.member(solo.peers[1].record(.alive, at: 2))], from: 2)
        #expect(solo.state(2) == .alive)
    }

    @Test("A living member cannot be forgotten")
    func livingStays() {
        var solo = Solo(peers: 2)
        solo.command(.forget(TestFleet.id(2)))
        #expect(solo.state(2) == .alive)
    }

    @Test("A left member is forgotten by itself after a day, and its tombstone is dropped after 30 more")
    func tombstones() {
        var solo = Solo(peers: 2)
        solo.hear([.member(solo.peers[1].record(.left))], from: 1)
        solo.hear([.member(solo.peers[0].record(.left))], from: 1)
        solo.run(for: .seconds(23 * 3_600))
        #expect(solo.state(2) == .left)
        solo.run(for: .seconds(2 * 3_600))
        #expect(solo.state(2) == nil)
        #expect(solo.node.table.find(TestFleet.id(2)) != nil)
        let entryCount = solo.node.entryCount
        solo.clear()
        solo.run(for: .seconds(30 * 86_400))
        #expect(solo.node.table.count == 0)
        #expect(solo.node.entryCount == entryCount - 2)
        let removed = solo.persisted.filter { if case .removeMember = $0.change { true } else { false } }
        #expect(removed.count == 2)
        // Nor does a peer that is late with it bring it back.
        var tombstone = solo.peers[1].record(.forgotten)
        tombstone.forgottenAt = WallTime(milliseconds: 1_700_000_000_000 + 86_400_000)
        solo.hear([.member(tombstone)], from: 1)
        #expect(solo.node.table.count == 0)
    }

    @Test("A node whose own clock is years off keeps and takes tombstones as the others do")
    func wrongClock() throws {
        let truth = WallTime(milliseconds: 1_700_000_000_000)
        for wrong: UInt64 in [0, 1_700_000_000_000 + 4 * 365 * 86_400_000] {
            var solo = Solo(peers: 4)
            solo.hear([.member(solo.peers[2].record(.left)), .member(solo.peers[3].record(.left))], from: 1)
            solo.wallOrigin = wrong
            for _ in 0..<2 {
                let ping = try solo.nextPing()
                solo.hear([solo.ack(ping.challenge, clock: truth)], from: ping.peer)
            }
            // Taken, though it is years old or in the future by the own clock.
            var tombstone = solo.peers[2].record(.forgotten)
            tombstone.forgottenAt = WallTime(milliseconds: truth.milliseconds - 3_600_000)
            solo.hear([.member(tombstone)], from: 1)
            #expect(solo.node.member(TestFleet.id(3)) == nil)
            // Written, with a time that the others do not hold over.
            solo.command(.forget(TestFleet.id(4)))
            let position = try #require(solo.node.table.find(TestFleet.id(4)))
            let written = solo.node.table[position].record.forgottenAt.milliseconds
            #expect(written + 60_000 > truth.milliseconds && written < truth.milliseconds + 3_600_000)
        }
    }

    @Test("A tombstone of a wrong clock, over as it is made, counts from now where it is news")
    func staleTombstone() throws {
        var solo = Solo(peers: 2)
        solo.hear([.member(solo.peers[1].record(.dead))], from: 1)
        var tombstone = solo.peers[1].record(.forgotten)
        tombstone.forgottenAt = WallTime(milliseconds: 1)
        solo.hear([.member(tombstone)], from: 1)
        let position = try #require(solo.node.table.find(TestFleet.id(2)))
        #expect(solo.node.table[position].record.state == .forgotten)
        #expect(!solo.node.isOver(solo.node.table[position].record))
    }

    @Test("Another living boot of one node is told as a clone, and refuted at most once a second")
    func clones() {
        var solo = Solo(peers: 2)
        var raises = 0
        var clone = solo.node.own
        clone.bootTag &+= 1
        for _ in 0..<40 {
            let before = solo.node.own.incarnation
            clone.incarnation = before.next
            solo.hear([.member(clone)], from: 1)
            if solo.node.own.incarnation > before { raises += 1 }
            solo.run(for: .milliseconds(100))
        }
        let told = solo.events.filter { if case .cloned = $0 { true } else { false } }
        #expect(told.count == 1)
        #expect(raises <= 6)
    }

    @Test("Two living members of one name are told once")
    func nameConflict() {
        var solo = Solo(peers: 2)
        var impostor = RawPeer(3)
        var record = impostor.record
        record.name = "peer-1"
        solo.peers.append(impostor)
        for _ in 0..<3 { solo.hear([.member(record)], from: 3) }
        let told = solo.events.compactMap { event -> [NodeID]? in
            if case .nameConflict(let first, let second) = event { [first, second] } else { nil }
        }
        #expect(told == [[TestFleet.id(1), TestFleet.id(3)]])
        _ = impostor.sealed([])
    }
}
