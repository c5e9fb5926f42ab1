import GossipCore
import Testing

@testable import Membership

@Suite("Numbers, interim rule")
struct NumberAuthorityTests {
    private func fleet(_ name: String) throws -> FleetName { try #require(FleetName(name)) }
    private func identity(_ number: Int) throws -> ClusterIdentity {
        try #require(ClusterIdentity("bot-\(number)"))
    }

    @Test("A node alone numbers its clusters at once, in the order of their registration")
    func alone() throws {
        var network = AuthorityNetwork(count: 1, seed: 1)
        for number in 1...5 { network.want(0, try fleet("asia"), try identity(number), after: number) }
        network.run(for: .milliseconds(100))
        for number in 1...5 {
            let request = NumberRequest(fleet: try fleet("asia"), identity: try identity(number))
            #expect(network.peers[0].told[request] == ClusterNumber(UInt32(number)))
        }
        #expect(network.peers[0].authority.nextDeadline == nil || network.peers[0].authority.wants.isEmpty)
    }

    @Test("Five hundred clusters at five homes get 1 to 500 without gaps, within half a second")
    func burst() throws {
        var network = AuthorityNetwork(count: 5, seed: 2)
        for number in 0..<500 { network.want(number % 5, try fleet("asia"), try identity(number)) }
        network.run(for: .milliseconds(500))
        let numbers = network.peers.flatMap { $0.told.values.map(\.value) }.sorted()
        #expect(numbers == Array(1...500))
    }

    @Test("Numbers are per fleet")
    func fleets() throws {
        var network = AuthorityNetwork(count: 3, seed: 3)
        for number in 0..<30 {
            network.want(number % 3, try fleet("fleet-\(number % 10)"), try identity(number))
        }
        network.run(for: .seconds(2))
        for name in 0..<10 {
            let fleet = try fleet("fleet-\(name)")
            #expect(network.peers[0].book.extent(of: fleet) == NumberExtent(highest: 3, count: 3))
        }
    }

    @Test("A minority leaves its clusters without numbers, and they get theirs when it is healed")
    func partition() throws {
        var network = AuthorityNetwork(count: 5, seed: 4)
        let asia = try fleet("asia")
        network.want(0, asia, try identity(0))
        network.run(for: .seconds(1))
        // The assigner so far, the lowest id, is on the small side.
        network.cut([0, 1], detection: .seconds(2))
        network.run(for: .seconds(5))
        for number in 1...10 { network.want(number % 5, asia, try identity(number)) }
        network.run(for: .seconds(20))
        let minority = [5, 10, 1, 6]
        for number in 1...10 {
            let told = network.peers[number % 5].told[
                NumberRequest(fleet: asia, identity: try identity(number))]
            #expect((told == nil) == minority.contains(number))
        }
        network.heal()
        network.run(for: .seconds(10))
        let numbers = network.peers.flatMap { $0.told.values.map(\.value) }.sorted()
        #expect(numbers == Array(1...11))
    }

    /// INV-1 and INV-2 where members disagree for a while and messages are lost.
    @Test(
        "After any cuts no number is double, none is missing and none that was told changed",
        arguments: 0..<100 as Range<UInt64>)
    func faults(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var network = AuthorityNetwork(count: 3 + random.below(5), seed: seed)
        network.lossPercent = random.below(20)
        var registered = 0
        for _ in 0..<4 {
            for _ in 0..<random.below(12) {
                let peer = random.below(network.peers.count)
                network.want(
                    peer, try fleet("fleet-\(random.below(2))"), try identity(registered),
                    after: random.below(4_000))
                registered += 1
            }
            let group = network.peers.indices.filter { _ in random.below(2) == 0 }
            // No member is held dead sooner than a promise ends (`NumberAuthority.promiseSpan`).
            network.cut(Set(group), detection: .milliseconds(2_000 + random.below(3_000)))
            network.run(for: .milliseconds(random.below(15_000)))
            network.heal()
            network.run(for: .milliseconds(random.below(8_000)))
        }
        network.heal()
        network.run(for: .seconds(30))
        let all = network.peers.flatMap { peer in peer.told.map { ($0.key, $0.value) } }
        #expect(all.count == registered)
        #expect(network.changedNumbers == 0)
        for (request, number) in all {
            for peer in network.peers {
                #expect(peer.book.number(of: request.identity, in: request.fleet) == number)
            }
        }
        for name in 0..<2 {
            let extent = network.peers[0].book.extent(of: try fleet("fleet-\(name)"))
            #expect(extent.highest == extent.count)
        }
    }

    @Test("Who promised a node to let it assign lets no other assign, itself included, until that ends")
    func promise() throws {
        let ids = (0..<3).map(AuthorityNetwork.id)
        let asia = try fleet("asia")
        var electorate = Electorate(own: ids[1])
        for id in ids { electorate.take(id, .alive) }
        var authority = NumberAuthority(own: ids[1], seed: 1)
        let survey = NumberMessage.packed([.survey(fleet: asia, round: 7)], bytesMax: 100)[0]
        func answers(to asker: NodeID, at milliseconds: Int) -> Int {
            var outbox = NumberOutbox()
            let view = NumberView(electorate: electorate, book: NumberBook(), isSynchronised: true)
            let now = Instant.zero + .milliseconds(milliseconds)
            authority.receive(survey, from: asker, at: now, view, into: &outbox)
            return outbox.messages.count
        }
        #expect(answers(to: ids[2], at: 0) == 0)  // A lower one lives.
        #expect(answers(to: ids[0], at: 1_000) == 1)
        // The lowest dies at once; this node is the lowest now, and bound all the same.
        electorate.take(ids[0], .dead)
        var outbox = NumberOutbox()
        let request = NumberRequest(fleet: asia, identity: try identity(1))
        let view = NumberView(electorate: electorate, book: NumberBook(), isSynchronised: true)
        authority.want(request, at: .zero + .milliseconds(1_500), view, into: &outbox)
        authority.changed(at: .zero + .milliseconds(1_500), view, into: &outbox)
        #expect(outbox.messages.isEmpty && outbox.writes.isEmpty)
        authority.changed(at: .zero + .milliseconds(3_001), view, into: &outbox)
        #expect(outbox.messages.map(\.to) == [ids[2]])
        #expect(outbox.writes.isEmpty)
    }
}
