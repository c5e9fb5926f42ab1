import Testing

@testable import GossipCore

@Suite("Two fleets that were founded apart")
struct QuarrelTests {
    private let space = Keyspace(rawValue: 1)

    /// Two founders with an entry each, and a second node beside the first; all hear each other from now on.
    private func met() throws -> Assembly {
        var fleet = Assembly(seed: 1)
        try fleet.add(1, expecting: 1)
        try fleet.add(1, seeds: [0])
        try fleet.add(1, expecting: 1)
        fleet.hosts[1].mayVote = false
        for host in 0..<3 { fleet.start(host) }
        fleet.run(for: .seconds(1))
        for host in [0, 2] {
            fleet.command(host, .put(EntryKey(space: space, bytes: [UInt8(host)]), payload: [1], token: nil))
        }
        fleet.run(for: .seconds(1))
        fleet.command(2, .seeds([Assembly.address(0)]))
        return fleet
    }

    @Test("See each other, say so on both sides, and share nothing of the map")
    func quarrel() throws {
        var fleet = try met()
        let seen = fleet.run(atMost: .seconds(10)) { fleet in
            (0..<3).allSatisfy { fleet.voting($0).quarrel != nil }
        }
        #expect(seen != nil)
        fleet.run(for: .seconds(30))
        #expect(fleet.voting(0).quarrel?.lineage == fleet.voting(2).lineage)
        #expect(fleet.voting(0).quarrel?.member == fleet.hosts[2].key.id)
        #expect(fleet.voting(2).quarrel?.lineage == fleet.voting(0).lineage)
        #expect(fleet.voting(0).lineage != fleet.voting(2).lineage)
        for host in 0..<3 {
            let known = fleet.hosts[host].node?.entries(in: space).map(\.key.bytes)
            #expect(known == [[host == 2 ? 2 : 0]])
            #expect(fleet.hosts[host].node?.members.count == 3)
            #expect(fleet.hosts[host].node?.isSynchronised == true)
        }
    }

    @Test("Each goes on deciding its own")
    func deciding() throws {
        var fleet = try met()
        fleet.run(for: .seconds(5))
        #expect(fleet.decide("a", "x", at: 0) == .decided([UInt8(ascii: "x")]))
        #expect(fleet.decide("a", "y", at: 2) == .decided([UInt8(ascii: "y")]))
    }

    @Test("Nothing is sent without end because they differ")
    func quiet() throws {
        var fleet = try met()
        fleet.run(for: .seconds(30))
        let before = fleet.hosts.compactMap { $0.node?.traffic.sentDatagrams }.reduce(0, +)
        fleet.run(for: .seconds(30))
        let after = fleet.hosts.compactMap { $0.node?.traffic.sentDatagrams }.reduce(0, +)
        // Each probes once a second, is answered, and dials now and then.
        #expect(after - before < 3 * 30 * 4)
    }

    @Test("A side whose operator chose the other takes its voters alone, keeps its id, and the quarrel ends")
    func adopted() throws {
        var fleet = try met()
        fleet.run(for: .seconds(5))
        let chosen = try #require(fleet.voting(2).lineage)
        // Both nodes of the first fleet, one after the other: the first is back while the second still quarrels.
        for host in [0, 1] {
            fleet.crash(host)
            fleet.hosts[host].entries = [:]
            let row = VotingRow.adopting(chosen)
            fleet.hosts[host].rows = [row.key: try #require(row.value)]
            fleet.start(host)
            fleet.run(for: .seconds(5))
            #expect(fleet.voting(host).lineage == chosen)
        }
        let over = fleet.run(atMost: .seconds(30)) { fleet in
            (0..<3).allSatisfy { fleet.voting($0).quarrel == nil && fleet.voting($0).lineage == chosen }
        }
        #expect(over != nil)
        for host in 0..<3 {
            #expect(fleet.hosts[host].node?.entries(in: space).map(\.key.bytes) == [[2]])
        }
    }

    @Test("A side that is wiped and comes back takes the other's voters, and the quarrel ends")
    func wiped() throws {
        var fleet = try met()
        fleet.run(for: .seconds(5))
        fleet.crash(2)
        try fleet.wipe(2)
        fleet.hosts[2].expects = 0
        fleet.hosts[2].seeds = [0]
        fleet.start(2)
        let over = fleet.run(atMost: .seconds(30)) { fleet in
            (0..<3).allSatisfy {
                fleet.voting($0).quarrel == nil && fleet.voting($0).lineage == fleet.voting(0).lineage
            }
        }
        #expect(over != nil)
        #expect(fleet.hosts[2].node?.entries(in: space).map(\.key.bytes) == [[0]])
    }
}
