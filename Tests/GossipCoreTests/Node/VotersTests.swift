import Testing

@testable import GossipCore

@Suite("The voters of a fleet")
struct VotersTests {
    @Test("A node alone founds at once, and decides within a few commits")
    func alone() throws {
        var fleet = Assembly(seed: 1)
        try fleet.add(1, expecting: 1)
        fleet.start(0)
        let began = fleet.now
        #expect(fleet.decide("a", "x", at: 0) == .decided(Array("x".utf8)))
        #expect(fleet.now - began < .milliseconds(20))
        #expect(fleet.voting(0).isVoter && fleet.voting(0).hasMajority)
        #expect(fleet.voting(0).epoch == Epoch(1))
    }

    @Test("A decision stands after a crash and a restart, in the same lineage")
    func restart() throws {
        var fleet = Assembly(seed: 2)
        try fleet.add(1, expecting: 1)
        fleet.start(0)
        #expect(fleet.decide("a", "x", at: 0) == .decided(Array("x".utf8)))
        let lineage = fleet.voting(0).lineage
        fleet.crash(0)
        fleet.start(0)
        #expect(fleet.decide("a", "y", at: 0) == .decided(Array("x".utf8)))
        #expect(fleet.voting(0).lineage == lineage)
    }

    @Test("A founder that dies before its disk took the set founds another, and told nobody of the first")
    func foundingNotDurable() throws {
        var fleet = Assembly(seed: 3)
        try fleet.add(1, expecting: 1)
        try fleet.add(1, seeds: [0])
        fleet.start(0)
        let lost = fleet.voting(0).lineage
        fleet.crash(0)
        fleet.start(0)
        fleet.start(1)
        let founded = fleet.run(atMost: .seconds(5)) { $0.voting(1).lineage != nil }
        #expect(founded != nil)
        #expect(fleet.voting(0).lineage != lost)
        #expect(fleet.voting(1).lineage == fleet.voting(0).lineage)
    }

    @Test("Whoever joins learns the voters at once, and may not decide while it is none")
    func joining() throws {
        var fleet = Assembly(seed: 4)
        try fleet.add(1, expecting: 1)
        try fleet.add(1, seeds: [0])
        fleet.hosts[1].mayVote = false
        fleet.start(0)
        fleet.run(for: .seconds(1))
        fleet.start(1)
        let learned = try #require(fleet.run(atMost: .seconds(2)) { $0.voting(1).hasMajority })
        #expect(learned < .milliseconds(500))
        #expect(fleet.voting(1).voters == [fleet.hosts[0].key.id])
        #expect(!fleet.voting(1).isVoter)
        #expect(fleet.decide("a", "x", at: 1) == .unknown)
    }

    @Test(
        "Of as many nodes as were asked for one founds, whatever the order of their starts", arguments: 0..<20
    )
    func expecting(seed: Int) throws {
        var fleet = Assembly(seed: UInt64(seed))
        try fleet.add(3, expecting: 3, seeds: [0, 1, 2])
        var order = SeededGenerator(seed: UInt64(seed))
        for host in [0, 1, 2].shuffled(using: &order) {
            #expect(fleet.running.allSatisfy { fleet.voting($0).lineage == nil })
            fleet.start(host)
            fleet.run(for: .milliseconds(order.below(3_000)))
        }
        let settled = fleet.run(atMost: .seconds(20)) { $0.isSettled(voters: 3) }
        #expect(settled != nil)
        #expect(fleet.decide("a", "x", at: 0) == .decided(Array("x".utf8)))
    }

    @Test("Two of three that were asked for found nothing")
    func tooFew() throws {
        var fleet = Assembly(seed: 5)
        try fleet.add(3, expecting: 3, seeds: [0, 1, 2])
        fleet.start(0)
        fleet.start(1)
        fleet.run(for: .seconds(60))
        #expect(fleet.voting(0).lineage == nil && fleet.voting(0).isFounding)
        #expect(fleet.voting(1).lineage == nil)
    }

    @Test("Four that expect three, met in two halves, are one fleet", arguments: 0..<20)
    func twoFounders(seed: Int) throws {
        var fleet = Assembly(seed: UInt64(100 + seed))
        try fleet.add(4, expecting: 3, seeds: [0, 1, 2, 3])
        // Two that do not hear each other both hear the other two.
        fleet.link = { ($0, $1) != (0, 1) && ($0, $1) != (1, 0) }
        for host in 0..<4 { fleet.start(host) }
        fleet.run(for: .seconds(10))
        fleet.link = { _, _ in true }
        fleet.run(for: .seconds(20))
        #expect(Set((0..<4).map { fleet.voting($0).lineage }).count == 1)
        #expect((0..<4).allSatisfy { fleet.voting($0).quarrel == nil })
    }

    @Test("The set grows to three and to five as members stay, in different regions first")
    func growing() throws {
        var fleet = Assembly(seed: 6)
        try fleet.add(1, expecting: 1)
        try fleet.add(6, seeds: [0])
        for (host, region) in ["asia", "asia", "asia", "us", "us", "europe", "europe"].enumerated() {
            fleet.hosts[host].region = region
        }
        for host in 0..<4 { fleet.start(host) }
        let three = fleet.run(atMost: .seconds(20)) { $0.isSettled(voters: 3) }
        #expect(three != nil)
        #expect(fleet.voting(0).voters.contains(fleet.hosts[3].key.id))
        #expect(fleet.decide("a", "x", at: 0) == .decided(Array("x".utf8)))
        for host in 4..<7 { fleet.start(host) }
        let five = fleet.run(atMost: .seconds(20)) { $0.isSettled(voters: 5) }
        #expect(five != nil)
        let voters = fleet.voting(0).voters
        #expect(voters.contains(fleet.hosts[5].key.id) || voters.contains(fleet.hosts[6].key.id))
        #expect(fleet.decide("a", "y", at: 0) == .decided(Array("x".utf8)))
    }

    @Test("A node that opted out is never made a voter")
    func optOut() throws {
        var fleet = Assembly(seed: 7)
        try fleet.add(1, expecting: 1)
        try fleet.add(3, seeds: [0])
        fleet.hosts[2].mayVote = false
        for host in 0..<4 { fleet.start(host) }
        let settled = fleet.run(atMost: .seconds(20)) { $0.isSettled(voters: 3) }
        #expect(settled != nil)
        #expect(!fleet.voting(0).voters.contains(fleet.hosts[2].key.id))
    }

    @Test("A voter that stays away is replaced, and what was decided stands")
    func replacing() throws {
        var fleet = Assembly(seed: 8)
        try fleet.add(4, expecting: 4, seeds: [0, 1, 2, 3])
        for host in 0..<4 { fleet.start(host) }
        let settled = fleet.run(atMost: .seconds(20)) { $0.isSettled(voters: 3) }
        #expect(settled != nil)
        let voter = try #require(fleet.hosts.indices.first { fleet.voting($0).isVoter })
        let gone = try #require(fleet.hosts.indices.last { fleet.voting($0).isVoter })
        #expect(fleet.decide("a", "x", at: voter) == .decided(Array("x".utf8)))
        fleet.crash(gone)
        #expect(fleet.decide("b", "x", at: voter) == .decided(Array("x".utf8)))
        let replaced = fleet.run(atMost: .seconds(60)) {
            !$0.voting(voter).voters.contains($0.hosts[gone].key.id) && $0.isSettled(voters: 3)
        }
        #expect(replaced != nil)
        for host in fleet.running { #expect(fleet.decide("a", "y", at: host) == .decided(Array("x".utf8))) }
        fleet.start(gone)
        let learned = fleet.run(atMost: .seconds(10)) { $0.voting(gone).epoch == $0.voting(voter).epoch }
        #expect(learned != nil)
    }

    @Test("Two of three voters decide, one does not, and says that it has no majority")
    func minority() throws {
        var fleet = Assembly(seed: 9)
        try fleet.add(3, expecting: 3, seeds: [0, 1, 2])
        for host in 0..<3 { fleet.start(host) }
        let settled = fleet.run(atMost: .seconds(20)) { $0.isSettled(voters: 3) }
        #expect(settled != nil)
        fleet.link = { ($0 == 0) == ($1 == 0) }
        #expect(fleet.decide("a", "x", at: 1) == .decided(Array("x".utf8)))
        #expect(fleet.decide("a", "y", at: 0) == .unknown)
        #expect(!fleet.voting(0).hasMajority)
        fleet.run(for: .seconds(30))
        #expect(!fleet.voting(0).hasMajority && fleet.voting(1).hasMajority)
        fleet.link = { _, _ in true }
        let healed = fleet.run(atMost: .seconds(20)) { $0.voting(0).hasMajority }
        #expect(healed != nil)
        #expect(fleet.decide("a", "y", at: 0) == .decided(Array("x".utf8)))
    }
}
