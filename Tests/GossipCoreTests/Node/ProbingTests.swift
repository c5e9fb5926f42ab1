import Testing

@testable import GossipCore

@Suite("Probing")
struct ProbingTests {
    @Test("An answered ping ends the period's question: nobody else is asked (SWIM 3.1)")
    func direct() throws {
        var solo = Solo(peers: 5)
        let ping = try solo.nextPing()
        solo.hear([solo.ack(ping.challenge)], from: ping.peer)
        solo.clear()
        solo.run(for: .milliseconds(990))
        #expect(solo.sent.allSatisfy { $0.request == nil })
        #expect(solo.state(ping.peer) == .alive)
        #expect(solo.node.health.score == 0)
    }

    @Test("Silence for the timeout asks the target again and k members on its behalf (SWIM 3.1)")
    func indirect() throws {
        var solo = Solo(peers: 8)
        let ping = try solo.nextPing()
        solo.clear()
        solo.run(for: Timing.lan.probeTimeout)
        let requests = solo.sent.filter { $0.request != nil }
        #expect(requests.count == Timing.lan.indirectProbes)
        #expect(Set(requests.map(\.to)).count == Timing.lan.indirectProbes)
        #expect(requests.allSatisfy { $0.to != ping.peer && $0.request?.target == TestFleet.id(ping.peer) })
        let again = solo.sent.filter { $0.ping != nil }
        #expect(again.map(\.to) == [ping.peer])
    }

    @Test("Still silence asks other members before the period ends (SWIM 3.1)")
    func otherRelays() throws {
        var solo = Solo(peers: 8)
        _ = try solo.nextPing()
        solo.clear()
        solo.run(for: .milliseconds(950))
        let relays = solo.sent.filter { $0.request != nil }.map(\.to)
        #expect(relays.count == 2 * Timing.lan.indirectProbes)
        #expect(Set(relays).count == relays.count)
    }

    @Test("What a relay heard counts as an answer (SWIM 3.1)")
    func indirectAck() throws {
        var solo = Solo(peers: 8)
        let ping = try solo.nextPing()
        solo.run(for: Timing.lan.probeTimeout)
        let answer = IndirectAck(
            challenge: ping.challenge, target: TestFleet.id(ping.peer), incarnation: Incarnation(1))
        solo.hear([.indirectAck(answer)], from: ping.peer % 8 + 1)
        solo.run(for: .milliseconds(590))
        #expect(solo.state(ping.peer) == .alive)
    }

    @Test("A period without any answer makes the target suspect (SWIM 3.1, 4.2)")
    func failure() throws {
        var solo = Solo(peers: 8)
        let ping = try solo.nextPing()
        solo.run(for: .milliseconds(999))
        #expect(solo.state(ping.peer) == .alive)
        solo.run(for: .milliseconds(2))
        #expect(solo.state(ping.peer) == .suspect)
        solo.run(for: .milliseconds(60))
        let told = solo.sent.flatMap(\.suspicions)
        #expect(told.contains(solo.accusation(ping.peer, by: 0)))
    }

    @Test("An ack with a foreign challenge, or of another member, changes nothing (INV-9)")
    func foreignAck() throws {
        var solo = Solo(peers: 5)
        let ping = try solo.nextPing()
        let other = ping.peer % 5 + 1
        solo.hear([solo.ack(ping.challenge &+ 1)], from: ping.peer)
        solo.hear([solo.ack(ping.challenge)], from: other)
        solo.run(for: .milliseconds(1_001))
        #expect(solo.state(ping.peer) == .suspect)
    }

    @Test("A relay pings the target and passes its answer on (SWIM 3.1)")
    func relays() throws {
        var solo = Solo(peers: 3)
        let request = PingRequest(challenge: 99, target: TestFleet.id(2), address: TestFleet.address(2))
        solo.hear([.pingRequest(request)], from: 1)
        let ping = try #require(solo.sent.first { $0.to == 2 }?.ping)
        solo.clear()
        solo.hear([solo.ack(ping.challenge)], from: 2)
        let answer = IndirectAck(challenge: 99, target: TestFleet.id(2), incarnation: Incarnation(1))
        #expect(solo.sent.first { $0.to == 1 }?.records == [.indirectAck(answer)])
    }

    @Test("A relay that hears nothing says so before the asker's period ends (Lifeguard 3.1)")
    func nacks() {
        var solo = Solo(peers: 3)
        let request = PingRequest(challenge: 99, target: TestFleet.id(2), address: TestFleet.address(2))
        solo.hear([.pingRequest(request)], from: 1)
        solo.clear()
        solo.run(for: .milliseconds(590))
        #expect(solo.sent.contains { $0.to == 1 && $0.records == [.nack(Nack(challenge: 99))] })
    }

    @Test("A node that hears neither acks nor nacks blames itself and slows down (Lifeguard 3.1)")
    func blamesItself() throws {
        var solo = Solo(peers: 8)
        let first = try solo.nextPing()
        solo.run(for: .milliseconds(1_001))
        #expect(solo.node.health.score == 1)
        // The second period began when the first one ended, and takes twice as long.
        #expect(solo.node.schedule[.probe] == first.at + .seconds(1) + .seconds(2))
    }

    @Test("A ping that is meant for another node gets no answer")
    func wrongTarget() {
        var solo = Solo(peers: 2)
        solo.hear([solo.ping(from: 1, target: 12_345)], from: 1)
        #expect(solo.sent.isEmpty)
        solo.hear([solo.ping(from: 1)], from: 1)
        #expect(solo.sent.first?.ack?.challenge == 4_711)
    }

    @Test("After hours of standstill nobody is called suspect or dead: the node asks anew")
    func standstill() throws {
        var solo = Solo(peers: 8)
        for _ in 0..<3 { _ = try solo.nextPing() }
        solo.run(for: .milliseconds(500))
        solo.clear()
        let suspects = (1...8).filter { solo.state($0) == .suspect }
        #expect(!suspects.isEmpty)
        solo.sleep(.seconds(6 * 3_600))
        solo.handle(.wake)
        #expect((1...8).allSatisfy { solo.state($0) != .dead })
        #expect((1...8).filter { solo.state($0) == .suspect } == suspects)
        #expect(!solo.node.isSynchronised)
        #expect(solo.node.health.score > 0)
    }

    @Test("The round trip of direct probes is measured")
    func roundTrip() throws {
        var solo = Solo(peers: 1)
        let ping = try solo.nextPing()
        solo.sleep(.milliseconds(7))
        solo.hear([solo.ack(ping.challenge)], from: 1)
        #expect(solo.node.member(TestFleet.id(1))?.roundTrip == .milliseconds(7))
    }
}
