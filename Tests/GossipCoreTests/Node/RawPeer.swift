import Testing

@testable import GossipCore

/// A peer that a test plays itself, record by record.
struct RawPeer {
    let id: NodeID
    let address: Address
    private(set) var record: MemberRecord
    private var sealer: Sealer
    private var opener: Opener

    init(_ number: Int, incarnation: UInt64 = 1) {
        id = TestFleet.id(number)
        address = TestFleet.address(number)
        let boot = BootID(high: 77, low: UInt64(number))
        record = MemberRecord(
            id: id, incarnation: Incarnation(incarnation), state: .alive,
            bootTag: UInt32(truncatingIfNeeded: boot.low), gossip: address, http: nil, name: "peer-\(number)",
            region: "default")
        sealer = Sealer(boot: boot, keyring: TestFleet.keyring)
        opener = Opener(ownBoot: boot, keyring: TestFleet.keyring)
    }

    func record(_ state: MemberState, at incarnation: UInt64 = 1) -> MemberRecord {
        var record = record
        record.state = state
        record.incarnation = Incarnation(incarnation)
        return record
    }

    mutating func sealed(_ records: [Record], flags: PrologueFlags = []) -> [UInt8] {
        var outbox = Outbox()
        var datagram = DatagramBuilder(to: address, from: id, flags: flags, in: &outbox)
        for record in records {
            let fits = datagram.append(record, in: &outbox)
            #expect(fits)
        }
        datagram.finish(with: &sealer, in: &outbox)
        return outbox.bytes
    }

    mutating func opened(_ bytes: [UInt8]) throws -> [Record] {
        var copy = bytes
        return try copy.withUnsafeMutableBytes { buffer in
            var reader = try RecordReader(try opener.open(buffer))
            var records: [Record] = []
            while let record = reader.next() { records.append(record) }
            return records
        }
    }
}
