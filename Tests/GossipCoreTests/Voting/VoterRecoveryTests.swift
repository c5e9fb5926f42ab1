import Testing

@testable import GossipCore

@Suite("A new lineage from what is left of an old one")
struct VoterRecoveryTests {
    /// Five voters who all vote; host 5 is a member.
    private func five(seed: UInt64) throws -> Assembly {
        var fleet = Assembly(seed: seed)
        try fleet.add(5, expecting: 5, seeds: [0, 1, 2, 3, 4])
        for host in 0..<5 { fleet.start(host) }
        let isSettled = fleet.run(atMost: .seconds(60)) { $0.isSettled(voters: 5) }
        #expect(isSettled != nil)
        return fleet
    }

    private func state(_ fleet: Assembly, _ host: Int) -> VoterRecovery.State {
        let held = fleet.hosts[host]
        return .init(
            owner: held.key.id,
            restored: Restored(
                entries: held.entries.values.sorted { $0.key < $1.key },
                rows: held.rows.map { VotingRow(key: $0.key, value: $0.value) }))
    }

    private func value(_ recovery: VoterRecovery, _ name: String) -> String? {
        recovery.registers[RegisterKey(space: 1, name: Array(name.utf8), index: 0)]
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("Holds what any of the survivors accepted, in a later epoch, and decides on")
    func merged() throws {
        var fleet = try five(seed: 70)
        // Each is accepted by a majority that has one of the two survivors, 0 and 1, alone.
        fleet.link = { ![$0, $1].contains(1) }
        #expect(fleet.decide("a", "x", at: 0) == .decided(Array("x".utf8)))
        fleet.link = { ![$0, $1].contains(0) }
        #expect(fleet.decide("b", "y", at: 1) == .decided(Array("y".utf8)))
        let epoch = try #require(fleet.voting(1).epoch)
        for host in 0..<5 { fleet.crash(host) }
        fleet.link = { _, _ in true }
        let alone = try VoterRecovery([state(fleet, 0)])
        #expect(value(alone, "a") == "x")
        #expect(value(alone, "b") == nil)
        let recovery = try VoterRecovery([state(fleet, 0), state(fleet, 1)])
        #expect(!recovery.mayGoOn)
        #expect(Set(recovery.survivors) == Set([0, 1].map { fleet.hosts[$0].key.id }))
        #expect([value(recovery, "a"), value(recovery, "b")] == ["x", "y"])

        let lineage = Lineage(high: 5, low: 6)
        let founding = recovery.founding(lineage, by: fleet.hosts[0].key, registers: recovery.registers)
        fleet.hosts[0].entries = Dictionary(uniqueKeysWithValues: founding.entries.map { ($0.key, $0) })
        fleet.hosts[0].rows = [:]
        for row in founding.rows { fleet.hosts[0].rows[row.key] = row.value }
        fleet.start(0)
        #expect(fleet.voting(0).lineage == lineage)
        #expect(try #require(fleet.voting(0).epoch) > epoch)
        #expect(fleet.decide("a", "z", at: 0) == .decided(Array("x".utf8)))
        #expect(fleet.decide("b", "z", at: 0) == .decided(Array("y".utf8)))
        #expect(fleet.decide("c", "z", at: 0) == .decided(Array("z".utf8)))
        // Two of the old five, with the first among their voters: nothing is decided there.
        fleet.start(2)
        fleet.start(3)
        fleet.run(for: .seconds(20))
        #expect(fleet.voting(2).quarrel?.lineage == lineage)
        #expect(fleet.decide("a", "z", at: 2) == .unknown)
        #expect(!fleet.voting(2).hasMajority)
        #expect(fleet.voting(0).voters == [fleet.hosts[0].key.id])
    }

    @Test("What voters attested is attested anew, and the old voters are in the map no more")
    func entries() throws {
        var fleet = try five(seed: 71)
        fleet.crash(0)
        let key = EntryKey(space: Keyspace(rawValue: 200), bytes: [1])
        let old = Attestor(key: fleet.hosts[3].key, lineage: try #require(fleet.voting(1).lineage))
        let stamp = Stamp(ticks: 1, writer: fleet.hosts[3].key.id)
        fleet.hosts[0].entries[key] = Entry(key: key, stamp: stamp, payload: old.attest(key, [7]) + [7])
        let recovery = try VoterRecovery([state(fleet, 0)])
        let lineage = Lineage(high: 5, low: 6)
        let founding = recovery.founding(lineage, by: fleet.hosts[0].key, registers: [:])
        let entry = try #require(founding.entries.first { $0.key == key })
        #expect(Attestation.attester(of: entry.payload, for: key, in: lineage) == fleet.hosts[0].key.id)
        #expect(entry.payload.dropFirst(Attestation.byteCount) == [7])
        #expect(!founding.entries.contains { $0.key.space == VoterSetEntry.space })
    }

    @Test("States that know no voters, or of two lineages, are refused")
    func refused() throws {
        var fleet = Assembly(seed: 72)
        try fleet.add(2, expecting: 1)
        for host in 0..<2 { fleet.start(host) }
        fleet.run(for: .seconds(1))
        #expect(throws: VoterRecoveryError.lineages) {
            try VoterRecovery([state(fleet, 0), state(fleet, 1)])
        }
        fleet.hosts[0].rows = [:]
        #expect(throws: VoterRecoveryError.noVoters) { try VoterRecovery([state(fleet, 0)]) }
    }
}
