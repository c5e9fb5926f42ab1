import Testing

@testable import GossipCore

@Suite("The maps of both planes")
struct MapTests {
    private let stamp = Stamp(ticks: 5, writer: NodeID(high: 0, low: 1))

    /// `#expect` takes no mutating call.
    private func expect(
        _ outcome: MergeOutcome, is expected: MergeOutcome, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome == expected, sourceLocation: location)
    }

    private func key(_ number: Int) -> EntryKey {
        EntryKey(space: Keyspace(rawValue: 1), bytes: [UInt8(number >> 8), UInt8(number & 0xFF)])
    }

    @Test("A full cold map refuses a new key, counts it, and still takes news of an old one (INV-8)")
    func fullCold() {
        var map = ColdMap(countMax: 3)
        var index = ReconciliationIndex()
        for number in 0..<3 {
            expect(
                map.merge(Entry(key: key(number), stamp: stamp, payload: []), index: &index), is: .inserted)
        }
        expect(map.merge(Entry(key: key(3), stamp: stamp, payload: []), index: &index), is: .refused(.full))
        #expect(map.refusals == 1 && map.count == 3 && index.count == 3)
        let later = Stamp(ticks: 6, writer: stamp.writer)
        expect(map.merge(Entry(key: key(0), stamp: later, payload: []), index: &index), is: .replaced)
    }

    @Test("A full hot map refuses a new key, counts it, and still takes news of an old one (INV-8)")
    func fullHot() {
        var map = HotMap(countMax: 1)
        var index = ReconciliationIndex()
        let version = Report.Version(claim: stamp, sequence: 1)
        expect(map.merge(Report(key: [1], version: version, payload: []), index: &index), is: .inserted)
        expect(map.merge(Report(key: [2], version: version, payload: []), index: &index), is: .refused(.full))
        let next = Report.Version(claim: stamp, sequence: 2)
        expect(map.merge(Report(key: [1], version: next, payload: []), index: &index), is: .replaced)
        #expect(map.refusals == 1 && map.count == 1)
    }

    @Test("Keys and payloads over their limits are refused")
    func oversized() {
        var replica = Replica()
        let bytes = [UInt8](repeating: 0, count: 801)
        expect(replica.merge(Entry(key: key(0), stamp: stamp, payload: bytes)), is: .refused(.oversized))
        let long = EntryKey(space: Keyspace(rawValue: 1), bytes: Array(bytes.prefix(289)))
        expect(replica.merge(Entry(key: long, stamp: stamp, payload: [])), is: .refused(.oversized))
        let version = Report.Version(claim: stamp, sequence: 1)
        expect(replica.merge(Report(key: [1], version: version, payload: bytes)), is: .refused(.oversized))
        #expect(replica.coldIndex.count == 0 && replica.hotIndex.count == 0)
    }

    @Test("What is offered twice is known, what is older is superseded, and neither changes the fingerprint")
    func outcomes() {
        var replica = Replica()
        let entry = Entry(key: key(1), stamp: stamp, payload: [1])
        let older = Entry(key: key(1), stamp: Stamp(ticks: 4, writer: stamp.writer), payload: [9])
        replica.merge(entry)
        let fingerprint = replica.coldIndex.fingerprint
        expect(replica.merge(entry), is: .known)
        expect(replica.merge(older), is: .superseded)
        #expect(replica.coldIndex.fingerprint == fingerprint)
        #expect(replica.cold.entry(keyHash: key(1).keyHash) == entry)
    }

    @Test("Entries of a space come in the order of their keys, whatever order they arrived in")
    func ordered() {
        var random = SeededGenerator(seed: 3)
        var replica = Replica()
        for number in (0..<300).shuffled(using: &random) {
            replica.merge(Entry(key: key(number), stamp: stamp, payload: []))
        }
        #expect(replica.cold.entries(in: Keyspace(rawValue: 1)).map(\.key) == (0..<300).map(key))
        #expect(replica.cold.entries(in: Keyspace(rawValue: 2)).isEmpty)
    }

    @Test("A member, an entry and a report of the same bytes have different key hashes")
    func tags() {
        let id = NodeID(high: 0, low: 0)
        let bytes = [UInt8](repeating: 0, count: 16)
        let entry = EntryKey(space: Keyspace(rawValue: 0), bytes: Array(bytes.dropLast()))
        #expect(Set([id.keyHash, entry.keyHash, Report.keyHash(bytes)]).count == 3)
    }

    @Test("Suspicion does not change a member's version; every other part of its record does")
    func memberVersion() {
        var items = RandomItems(seed: 9)
        var record = items.member()
        (record.state, record.http) = (.alive, nil)
        let version = record.versionHash(keyHash: record.id.keyHash)
        func changed(_ change: (inout MemberRecord) -> Void) -> Bool {
            var other = record
            change(&other)
            return other.versionHash(keyHash: other.id.keyHash) != version
        }
        #expect(!changed { $0.state = .suspect })
        #expect(changed { $0.state = .dead })
        #expect(changed { $0.incarnation = $0.incarnation.next })
        #expect(changed { $0.bootTag ^= 1 })
        #expect(changed { $0.gossip.port ^= 1 })
        #expect(changed { $0.http = Address(ipv4: 0, port: 0) })
        #expect(changed { $0.name += "x" })
        #expect(changed { $0.region += "x" })
        #expect(changed { $0.forgottenAt.milliseconds += 1 })
    }
}
