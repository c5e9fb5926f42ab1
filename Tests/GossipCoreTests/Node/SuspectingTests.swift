import Testing

@testable import GossipCore

@Suite("Suspecting")
struct SuspectingTests {
    @Test(
        "At one incarnation suspect overrides alive, dead both, and only a higher one alive again (SWIM 4.2)")
    func order() {
        var solo = Solo(peers: 3)
        solo.hear([.suspect(solo.accusation(2, by: 3))], from: 1)
        #expect(solo.state(2) == .suspect)
        solo.hear([.member(solo.peers[1].record(.alive))], from: 1)
        #expect(solo.state(2) == .suspect)
        solo.hear([.member(solo.peers[1].record(.alive, at: 2))], from: 1)
        #expect(solo.state(2) == .alive)
        solo.hear([.suspect(solo.accusation(2, by: 3))], from: 1)
        #expect(solo.state(2) == .alive)
        solo.hear([.dead(solo.accusation(2, by: 3, at: 2))], from: 1)
        #expect(solo.state(2) == .dead)
        solo.hear([.suspect(solo.accusation(2, by: 3, at: 2))], from: 1)
        solo.hear([.member(solo.peers[1].record(.alive, at: 2))], from: 1)
        #expect(solo.state(2) == .dead)
        solo.hear([.member(solo.peers[1].record(.alive, at: 3))], from: 1)
        #expect(solo.state(2) == .alive)
    }

    @Test(
        "A node that hears itself suspect raises its incarnation past it and says so in the answer (SWIM 4.2)"
    )
    func refutes() {
        var solo = Solo(peers: 3)
        solo.hear([solo.ping(from: 1), .suspect(solo.accusation(0, by: 2))], from: 1)
        #expect(solo.node.own.incarnation == Incarnation(2))
        let answer = solo.sent.first { $0.to == 1 }
        #expect(answer?.ack?.incarnation == Incarnation(2))
        #expect(answer?.members.contains { $0.id == solo.node.own.id && $0.incarnation.number == 2 } == true)
        #expect(
            solo.persisted.contains {
                if case .incarnation(let incarnation) = $0.change { incarnation.number == 2 } else { false }
            })
        #expect(solo.node.health.score == 1)
        solo.hear([.suspect(solo.accusation(0, by: 2))], from: 1)
        #expect(solo.node.own.incarnation == Incarnation(2))
    }

    @Test("Every datagram to a suspect carries the suspicion (Lifeguard 3.3)")
    func buddySystem() {
        var solo = Solo(peers: 2)
        solo.hear([.suspect(solo.accusation(2, by: 1))], from: 1)
        solo.settle()
        solo.hear([solo.ping(from: 2)], from: 2)
        #expect(solo.sent.last?.suspicions == [solo.accusation(2, by: 1)])
        let request = PingRequest(challenge: 1, target: TestFleet.id(2), address: TestFleet.address(2))
        solo.clear()
        solo.hear([.pingRequest(request)], from: 1)
        #expect(solo.sent.last?.suspicions == [solo.accusation(2, by: 1)])
    }

    @Test("The first K further suspectors shorten the wait and are passed on (Lifeguard 3.2)")
    func confirmations() throws {
        var solo = Solo(peers: 9)
        solo.hear([.suspect(solo.accusation(9, by: 1))], from: 1)
        let position = try #require(solo.node.table.find(TestFleet.id(9)))
        let first = try #require(solo.node.table[position].suspicion?.deadline(.lan))
        for suspector in 2...6 { solo.hear([.suspect(solo.accusation(9, by: suspector))], from: 1) }
        let suspicion = try #require(solo.node.table[position].suspicion)
        #expect(suspicion.suspectors == [1, 2, 3, 4].map(TestFleet.id))
        #expect(suspicion.deadline(.lan) < first)
        solo.clear()
        solo.run(for: .milliseconds(100))
        let told = Set(solo.sent.flatMap(\.suspicions).map(\.by))
        #expect(told == Set([1, 2, 3, 4].map(TestFleet.id)))
    }

    @Test("Who first hears of a suspicion forms an opinion of its own by a probe")
    func confirmationProbe() throws {
        var solo = Solo(peers: 4)
        solo.hear([.suspect(solo.accusation(4, by: 1))], from: 1)
        let probe = try #require(solo.sent.first { $0.to == 4 })
        #expect(probe.ping != nil)
        #expect(probe.suspicions.contains(solo.accusation(4, by: 1)))
        solo.run(for: .milliseconds(1_050))
        #expect(solo.sent.flatMap(\.suspicions).contains(solo.accusation(4, by: 0)))
    }

    @Test("Before a suspicion turns to dead its holder asks once more, with relays")
    func lastChance() throws {
        var solo = Solo(peers: 9)
        for suspector in 1...4 { solo.hear([.suspect(solo.accusation(9, by: suspector))], from: 1) }
        solo.run(for: .milliseconds(1_100))
        solo.clear()
        var asked: Instant?
        while asked == nil, let deadline = solo.node.nextDeadline {
            solo.sleep(max(.zero, deadline - solo.now))
            solo.clear()
            solo.handle(.wake)
            #expect(solo.state(9) == .suspect)
            let position = try #require(solo.node.table.find(TestFleet.id(9)))
            if solo.node.table[position].suspicion?.isAsking == true { asked = solo.now }
        }
        #expect(solo.sent.contains { $0.to == 9 && $0.ping != nil })
        #expect(solo.sent.filter { $0.request?.target == TestFleet.id(9) }.count == Timing.lan.indirectProbes)
    }

    @Test("A suspect that answers the last question is not called dead")
    func lastChanceTaken() {
        var solo = Solo(peers: 2)
        solo.hear([.suspect(solo.accusation(2, by: 1))], from: 1)
        var answered = 0
        while solo.now < Instant(nanoseconds: 30_000_000_000), let deadline = solo.node.nextDeadline {
            solo.sleep(max(.zero, deadline - solo.now))
            solo.clear()
            solo.handle(.wake)
            for datagram in solo.sent {
                guard let ping = datagram.ping else { continue }
                solo.hear([solo.ack(ping.challenge)], from: datagram.to)
                if datagram.to == 2 { answered += 1 }
            }
            #expect(solo.state(2) == .suspect)
        }
        #expect(answered > 2)
    }

    @Test("Without any answer the suspect is called dead, and the death is told")
    func death() {
        var solo = Solo(peers: 4)
        for suspector in 1...3 { solo.hear([.suspect(solo.accusation(4, by: suspector))], from: 1) }
        solo.run(for: .seconds(6))
        #expect(solo.state(4) == .dead)
        #expect(solo.sent.flatMap(\.deaths).contains { $0.member == TestFleet.id(4) })
        #expect(
            solo.persisted.contains {
                if case .member(let record) = $0.change { record.state == .dead } else { false }
            })
    }

    @Test("Suspicion itself is not written to the disk and not part of the fingerprint")
    func suspicionIsOpinion() {
        var solo = Solo(peers: 3)
        let before = solo.node.fingerprint
        solo.hear([.suspect(solo.accusation(2, by: 3))], from: 1)
        #expect(solo.node.fingerprint == before)
        #expect(solo.persisted.isEmpty)
    }

    @Test("A death learned by reconciliation is tried before it is believed")
    func trial() {
        var solo = Solo(peers: 3)
        solo.hear([.member(solo.peers[1].record(.dead))], from: 1, flags: .reconciliation)
        #expect(solo.state(2) == .suspect)
        #expect(solo.sent.contains { $0.to == 2 && $0.ping != nil })
        solo.run(for: .seconds(5))
        #expect(solo.state(2) == .dead)
    }

    @Test("An accusation at an incarnation that is not held here changes nothing")
    func otherIncarnation() {
        var solo = Solo(peers: 3)
        solo.hear(
            [.suspect(solo.accusation(2, by: 3, at: 5)), .dead(solo.accusation(3, by: 2, at: 5))], from: 1)
        #expect(solo.state(2) == .alive)
        #expect(solo.state(3) == .alive)
    }
}
