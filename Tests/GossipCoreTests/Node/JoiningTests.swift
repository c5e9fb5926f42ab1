import Testing

@testable import GossipCore

@Suite("Joining and healing")
struct JoiningTests {
    @Test("Nodes that know one seed find each other within seconds", arguments: [2, 3, 20])
    func joins(count: Int) throws {
        var fleet = TestFleet(seed: UInt64(count))
        for _ in 0..<count { fleet.start() }
        let took = fleet.run(atMost: .seconds(2)) { $0.allSeeAll }
        #expect(took != nil)
    }

    @Test("A node without seeds that knows nobody is synchronised; one with seeds is not before it asked")
    func synchronised() throws {
        #expect(Solo(peers: 0).node.isSynchronised)
        var solo = Solo(peers: 0, hasSeeds: true)
        #expect(!solo.node.isSynchronised)
        // The only seed is the node itself: nobody is left to ask.
        solo.command(.seeds([TestFleet.address(0)]))
        solo.run(for: .seconds(3))
        #expect(solo.node.isSynchronised)
        var other = Solo(peers: 0, hasSeeds: true)
        other.command(.seeds([TestFleet.address(1)]))
        other.run(for: .seconds(3))
        #expect(!other.node.isSynchronised)
        var pair = try TestFleet.settled(2)
        pair.run(for: .seconds(2))
        #expect(pair.living.allSatisfy { pair.nodes[$0]?.isSynchronised == true })
    }

    @Test("Seeds are asked for in each dial period while alone, then in every tenth")
    func seedsForEver() {
        var solo = Solo(peers: 0, hasSeeds: true)
        func asked() -> Int {
            solo.events.filter { if case .resolveSeeds = $0 { true } else { false } }.count
        }
        solo.run(for: .seconds(20) + .milliseconds(1))
        #expect((9...14).contains(asked()))
        solo.peers = [RawPeer(1)]
        solo.hear([.member(solo.peers[0].record)], from: 1)
        solo.clear()
        let end = solo.now + .seconds(40)
        while solo.now < end, let deadline = solo.node.nextDeadline {
            solo.sleep(max(.zero, deadline - solo.now))
            let before = solo.sent.count
            solo.handle(.wake)
            for datagram in solo.sent[before...] {
                if let ping = datagram.ping { solo.hear([solo.ack(ping.challenge)], from: datagram.to) }
            }
        }
        #expect((1...3).contains(asked()))
    }

    @Test("A seed that belongs to a living member is not dialled: an idle fleet pays nothing for its seeds")
    func knownSeed() {
        var solo = Solo(peers: 2, hasSeeds: true)
        solo.command(.seeds([TestFleet.address(1), TestFleet.address(0), TestFleet.address(2)]))
        #expect(solo.sent.isEmpty)
    }

    @Test("A partition of minutes heals, and nobody who lives is called dead by the other side's word")
    func heals() throws {
        var fleet = try TestFleet.settled(12)
        fleet.faults.split { $0 % 2 }
        fleet.run(for: .seconds(60))
        #expect(fleet.living.allSatisfy { node in fleet.state(of: 1 - node % 2, at: node) == .dead })
        fleet.faults.heal()
        let begin = fleet.happenings.count
        let took = fleet.run(atMost: .seconds(5)) { $0.allSeeAll && $0.isConverged }
        #expect(took != nil)
        for happening in fleet.happenings[begin...] {
            if case .member(let record, _) = happening.event { #expect(record.state != .dead) }
        }
    }

    @Test("Without seeds, what a store remembers is enough to rejoin after all nodes stopped")
    func massRestart() throws {
        var fleet = try TestFleet.settled(8)
        for node in 0..<8 { fleet.crash(node) }
        fleet.run(for: .seconds(10))
        fleet.seedNodes = []
        for node in 0..<8 { fleet.start(node) }
        let took = fleet.run(atMost: .seconds(3)) { $0.allSeeAll }
        #expect(took != nil)
        #expect(fleet.happenings.filter { if case .resolveSeeds = $0.event { true } else { false } }.isEmpty)
    }

    @Test("Members of the store are shown as suspect until they are heard of")
    func unverified() throws {
        let peer = RawPeer(1)
        var solo = Solo(peers: 0, restored: Restored(members: [peer.record]))
        #expect(solo.state(1) == .suspect)
        #expect(!solo.node.isSynchronised)
        solo.peers = [peer]
        // This may be a recording from before the start: it proves nothing (INV-9).
        solo.hear([solo.ping(from: 1)], from: 1)
        #expect(solo.state(1) == .suspect)
        let challenge = try solo.nextPing().challenge
        solo.hear([solo.ack(challenge)], from: 1)
        #expect(solo.state(1) == .alive)
        #expect(
            solo.events.contains {
                if case .member(let record, previous: .suspect) = $0 { record.state == .alive } else { false }
            })
    }

    @Test("A member of the store that is gone becomes dead in time, not alive for ever")
    func unverifiedDies() {
        var solo = Solo(peers: 0, restored: Restored(members: [RawPeer(1).record]))
        solo.run(for: .seconds(10))
        #expect(solo.state(1) == .dead)
    }

    @Test("A node that lost its disk learns from its peers the incarnation that it must exceed (INV-5)")
    func lostDisk() throws {
        var fleet = try TestFleet.settled(5)
        for _ in 0..<3 {
            fleet.crash(3)
            fleet.start(3)
            fleet.run(for: .seconds(5))
        }
        let before = try #require(fleet.nodes[0]?.member(TestFleet.id(3))?.record.incarnation)
        #expect(before >= Incarnation(4))
        fleet.crash(3)
        fleet.run(for: .seconds(10))
        #expect(fleet.state(of: 3, at: 0) == .dead)
        fleet.start(3, keepsDisk: false)
        let took = fleet.run(atMost: .seconds(3)) { $0.allSeeAll }
        #expect(took != nil)
        let after = try #require(fleet.nodes[0]?.member(TestFleet.id(3))?.record.incarnation)
        #expect(after > before)
        #expect(fleet.incarnations[3] == after)
        for happening in fleet.happenings {
            if case .cloned = happening.event { Issue.record("a restart is no clone") }
        }
    }

    @Test("No observer ever sees an incarnation fall, through crashes, restarts and lost disks (INV-5)")
    func monotone() throws {
        var fleet = try TestFleet.settled(8)
        fleet.faults.loss = 0.2
        for round in 1...6 {
            let victim = round % 7 + 1
            fleet.crash(victim)
            fleet.run(for: .seconds(round % 2 == 0 ? 1 : 8))
            fleet.start(victim, keepsDisk: round % 3 != 0)
            fleet.run(for: .seconds(5))
        }
        var highest: [[NodeID: Incarnation]] = Array(repeating: [:], count: 8)
        for happening in fleet.happenings {
            guard case .member(let record, _) = happening.event, happening.node == 0 else { continue }
            #expect(record.incarnation >= highest[0][record.id] ?? Incarnation(0))
            highest[0][record.id] = record.incarnation
        }
        #expect(highest[0].count == 7)
    }

    @Test("A node that is alone for hours keeps its health: it wakes seldom, but never late")
    func lonelyHealth() {
        var solo = Solo(peers: 1)
        solo.run(for: .seconds(60))
        #expect(solo.state(1) == .dead)
        solo.run(for: .seconds(600))
        let score = solo.node.health.score
        solo.run(for: .seconds(3_600))
        #expect(solo.node.health.score == score)
        #expect(score <= 4)
    }

    @Test("Who dials a seed is introduced to others that it can ask")
    func introductions() {
        var solo = Solo(peers: 20)
        solo.peers.append(RawPeer(30))
        solo.hear([solo.ping(from: 30, target: 0), .member(solo.peers[20].record)], from: 30)
        let told = solo.sent.last?.members.map(\.id) ?? []
        #expect(told.contains(solo.node.own.id))
        #expect(Set(told).count >= 6)
    }

    @Test("A node that is behind asks one peer after another, ever more slowly, until it agrees with one")
    func catchesUp() throws {
        var solo = Solo(peers: 4, hasSeeds: true)
        func dials() -> [Solo.Sent] { solo.sent.filter { $0.members.contains { $0.id == solo.node.own.id } } }
        solo.run(for: .seconds(2))
        let first = dials().count
        #expect((4...9).contains(first))
        solo.clear()
        solo.run(for: .seconds(20))
        // Ten times the time, healing's dials of the dead included.
        #expect(dials().count < 5 * first)
        let dial = try #require(dials().last)
        let challenge = try #require(dial.ping?.challenge)
        solo.hear([solo.ack(challenge)], from: dial.to)
        #expect(solo.node.isSynchronised || dial.at + Timing.lan.probeTimeout < solo.now)
    }
}
