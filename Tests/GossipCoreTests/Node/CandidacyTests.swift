import Testing

@testable import GossipCore

@Suite("Candidacies")
struct CandidacyTests {
    @Test("Are in the map of the voters alone once there are voters, at every node and on no other's disk")
    func votersAlone() throws {
        var fleet = Assembly(seed: 1)
        try fleet.add(9, expecting: 3, seeds: [0, 1, 2])
        for host in 0..<9 { fleet.start(host) }
        let settled = fleet.run(atMost: .seconds(20)) { $0.isSettled(voters: 5) }
        #expect(settled != nil)
        fleet.run(for: .seconds(5))
        let voters = Set(fleet.voting(0).voters)
        for host in 0..<9 {
            #expect(fleet.candidates(at: host) == voters)
            let stored = fleet.hosts[host].entries.keys.filter { $0.space == Candidacy.space }
            #expect(stored.allSatisfy { $0.bytes == fleet.hosts[host].key.id.encoded() })
        }
        #expect(Set((0..<9).map { fleet.hosts[$0].node?.fingerprint }).count == 1)
    }

    @Test("Of a voter that is replaced leaves every map, and does not come back with a node that was away")
    func replaced() throws {
        var fleet = Assembly(seed: 2)
        try fleet.add(5, expecting: 5, seeds: [0, 1, 2])
        fleet.hosts[4].mayVote = false
        for host in 0..<5 { fleet.start(host) }
        let settled = fleet.run(atMost: .seconds(20)) { $0.isSettled(voters: 3) }
        #expect(settled != nil)
        fleet.run(for: .seconds(3))
        let gone = try #require((0..<4).last { fleet.voting($0).isVoter })
        let lost = fleet.hosts[gone].key.id
        // Away with the candidacy in its map.
        fleet.link = { $0 != 4 && $1 != 4 }
        fleet.crash(gone)
        let others = (0..<5).filter { $0 != gone }
        let replaced = fleet.run(atMost: .seconds(60)) { fleet in
            others.dropLast().allSatisfy { !fleet.voting($0).voters.contains(lost) }
        }
        #expect(replaced != nil)
        fleet.run(for: .seconds(2))
        #expect(others.dropLast().allSatisfy { !fleet.candidates(at: $0).contains(lost) })
        #expect(fleet.candidates(at: 4).contains(lost))
        fleet.link = { _, _ in true }
        let equal = fleet.run(atMost: .seconds(30)) { fleet in
            Set(others.map { fleet.hosts[$0].node?.fingerprint }).count == 1
        }
        #expect(equal != nil)
        for host in others { #expect(fleet.candidates(at: host) == Set(fleet.voting(0).voters)) }
    }

    @Test("Of fifty that could found, eight are in the map at most, and one founds")
    func foundersAreFew() throws {
        var fleet = Assembly(seed: 3)
        try fleet.add(50, expecting: 4, seeds: [0, 1, 2])
        // Voters of none: all wait for a fifty-first.
        for host in 0..<50 { fleet.hosts[host].expects = 51 }
        for host in 0..<50 { fleet.start(host) }
        fleet.run(for: .seconds(10))
        #expect((0..<50).allSatisfy { fleet.candidates(at: $0).count == 50 })
        for host in 0..<50 { fleet.crash(host) }
        for host in 0..<50 {
            fleet.hosts[host].expects = 4
            fleet.hosts[host].mayVote = false
            fleet.start(host)
        }
        fleet.run(for: .seconds(10))
        let lowest = Set(fleet.hosts.map(\.key.id).sorted().prefix(8))
        #expect((0..<50).allSatisfy { fleet.candidates(at: $0) == lowest })
        #expect((0..<50).allSatisfy { fleet.voting($0).lineage == nil })
    }

    @Test("Of many that could found, those that may vote are in the map before those that may not")
    func willingOnesGoFirst() throws {
        var fleet = Assembly(seed: 4)
        try fleet.add(1, expecting: 3)
        fleet.start(0)
        var node = try #require(fleet.hosts[0].node)
        var others = try (0..<20).map { _ in
            Candidacy(key: try fleet.key().publicKey, mayVote: false, expects: 3)
        }
        others.sort { $0.key.id < $1.key.id }
        for candidacy in others where node.isOfUse(candidacy) {
            node.candidacies[candidacy.key.id] = candidacy
        }
        node.judgeCandidacies()
        #expect(node.candidacies.count == 8)
        #expect(node.candidacies[node.own.id] != nil)
        #expect(others.prefix(7).allSatisfy { node.candidacies[$0.key.id] != nil })
        #expect(!node.isOfUse(others[19]))
        others[19].mayVote = true
        #expect(node.isOfUse(others[19]))
    }

    @Test("A forged one of a stranger gets into no map")
    func forged() throws {
        var fleet = Assembly(seed: 5)
        try fleet.add(1, expecting: 1)
        fleet.start(0)
        let stranger = try fleet.key()
        var candidacy = Candidacy(key: stranger.publicKey, mayVote: true, expects: 3)
        candidacy.lineage = fleet.voting(0).lineage
        candidacy.voting = fleet.voting(0).epoch
        let entry = Entry(
            key: Candidacy.entryKey(stranger.publicKey.id),
            stamp: Stamp(ticks: 1, writer: stranger.publicKey.id),
            payload: candidacy.encoded())
        #expect(Candidacy(entry) == candidacy)
        #expect(fleet.hosts[0].node?.isCredible(entry) == false)
        candidacy.lineage = nil
        candidacy.voting = nil
        #expect(fleet.hosts[0].node?.isOfUse(candidacy) == false)
    }

    @Test("An answer that nobody asked for, or to another call, makes nobody a voter")
    func unasked() throws {
        var fleet = Assembly(seed: 6)
        try fleet.add(1, expecting: 1)
        try fleet.add(2, seeds: [0])
        for host in 1..<3 { fleet.hosts[host].mayVote = false }
        for host in 0..<3 { fleet.start(host) }
        // They are called once they are old enough, and decline.
        fleet.run(for: .seconds(10))
        var node = try #require(fleet.hosts[0].node)
        #expect(node.nominees.count == 2)
        let id = fleet.hosts[1].key.id
        var willing = Candidacy(key: fleet.hosts[1].key.publicKey, mayVote: true, expects: 3)
        willing.lineage = node.voting.lineage
        let nominee = try #require(node.nominees[id])
        node.heard(CallAnswer(challenge: nominee.challenge, candidacy: willing), from: id)
        #expect(node.nominees[id]?.answer?.mayVote == false)
        node.nominees[id]?.answer = nil
        node.heard(CallAnswer(challenge: nominee.challenge &+ 1, candidacy: willing), from: id)
        node.heard(CallAnswer(challenge: nominee.challenge, candidacy: willing), from: fleet.hosts[2].key.id)
        #expect(node.nominees[id]?.answer == nil)
        node.nominees[id] = nil
        node.heard(CallAnswer(challenge: nominee.challenge, candidacy: willing), from: id)
        #expect(node.nominees[id] == nil)
        #expect(fleet.voting(0).voters.count == 1)
    }

    @Test("Of hosts that are replaced again and again nothing stays in the map")
    func replacedAgainAndAgain() throws {
        var fleet = Assembly(seed: 7)
        try fleet.add(3, expecting: 3, seeds: [0, 1, 2])
        try fleet.add(1, seeds: [0, 1, 2])
        fleet.hosts[3].mayVote = false
        for host in 0..<4 { fleet.start(host) }
        let settled = fleet.run(atMost: .seconds(20)) { $0.isSettled(voters: 3) }
        #expect(settled != nil)
        for _ in 0..<20 {
            fleet.crash(3)
            try fleet.wipe(3)
            fleet.start(3)
            fleet.run(for: .seconds(5))
        }
        let spaces = Candidacy.space
        #expect((0..<4).allSatisfy { fleet.hosts[$0].node?.entries(in: spaces).count == 3 })
    }
}

extension Assembly {
    /// Of whom a host's map has candidacies.
    fileprivate func candidates(at host: Int) -> Set<NodeID> {
        Set((hosts[host].node?.entries(in: Candidacy.space) ?? []).compactMap { Candidacy($0)?.key.id })
    }
}
