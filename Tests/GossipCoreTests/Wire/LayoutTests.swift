import Testing

@testable import GossipCore

/// The bytes themselves: a change here is another protocol.
@Suite("Layout of the records")
struct LayoutTests {
    private let node = NodeID(high: 0x0011_2233_4455_6677, low: 0x8899_AABB_CCDD_EEFF)
    private let nodeHex = "00112233445566778899aabbccddeeff"
    private let address = Address(ipv4: 0x0A00_0001, port: 9189)
    private let addressHex = "00000000000000000000ffff0a000001e523"

    private func hex(_ record: Record) -> String { Hex.of(record.encoded()) }

    @Test("Probes")
    func probes() {
        let incarnation = Incarnation(300)
        let ping = Ping(challenge: 1, target: 2, incarnation: incarnation, cold: 3, hot: 4)
        #expect(
            hex(.ping(ping))
                == "011e" + "0100000000000000" + "0200000000000000" + "ac02" + "0300000000000000" + "04000000"
        )
        let ack = Ack(challenge: 1, incarnation: incarnation, cold: 3, hot: 4, clockMinutes: 5)
        #expect(
            hex(.ack(ack))
                == "021a" + "0100000000000000" + "ac02" + "0300000000000000" + "04000000" + "05000000")
        let request = PingRequest(challenge: 1, target: node, address: address)
        #expect(hex(.pingRequest(request)) == "032a" + "0100000000000000" + nodeHex + addressHex)
        #expect(hex(.nack(Nack(challenge: 1))) == "0408" + "0100000000000000")
        let indirect = IndirectAck(challenge: 1, target: node, incarnation: incarnation)
        #expect(hex(.indirectAck(indirect)) == "051a" + "0100000000000000" + nodeHex + "ac02")
    }

    @Test("Accusations")
    func accusations() {
        let accusation = Accusation(member: node, incarnation: Incarnation(1), by: NodeID(high: 0, low: 1))
        #expect(hex(.suspect(accusation)) == "0621" + nodeHex + "01" + "00000000000000000000000000000001")
        #expect(hex(.dead(accusation)) == "0721" + nodeHex + "01" + "00000000000000000000000000000001")
    }

    @Test("Members, with and without HTTP")
    func members() {
        var member = MemberRecord(
            id: node, incarnation: Incarnation(5), state: .left, bootTag: 0x0403_0201, gossip: address,
            http: address, name: "a", region: "eu", forgottenAt: WallTime(milliseconds: 128))
        let start = "0842" + nodeHex + "05" + "03" + "01020304" + addressHex
        #expect(hex(.member(member)) == start + "01" + addressHex + "0161" + "026575" + "8001")
        member.http = nil
        let zeros = String(repeating: "0", count: 36)
        #expect(hex(.member(member)) == start + "00" + zeros + "0161" + "026575" + "8001")
    }

    @Test("Entries, reports and messages")
    func contents() {
        let stamp = Stamp(ticks: 9, writer: node)
        let entry = Entry(
            key: EntryKey(space: Keyspace(rawValue: 129), bytes: [1, 2]), stamp: stamp, payload: [7])
        #expect(hex(.entry(entry)) == "091e" + "81" + "020102" + "0900000000000000" + nodeHex + "0107")
        let report = Report(key: [1, 2], version: .init(claim: stamp, sequence: 128), payload: [7])
        #expect(hex(.report(report)) == "0a1f" + "020102" + "0900000000000000" + nodeHex + "8001" + "0107")
        #expect(hex(.message([1, 2, 3])) == "0e03010203")
        #expect(hex(.voting([1, 2, 3])) == "1003010203")
        #expect(hex(.lineage(Lineage(high: 1, low: 2))) == "111000000000000000010000000000000002")
    }

    @Test("Reconciliation")
    func reconciliation() {
        let range = TreeRange(depth: 3, path: 0x0ABC)
        let ranges = Ranges(plane: .hot, summaries: [RangeSummary(range: range, items: 200, fingerprint: 1)])
        #expect(hex(.ranges(ranges)) == "0b0f" + "01" + "01" + "03bc0a" + "c801" + "0100000000000000")
        let items = Items(plane: .cold, range: range, hashes: [ItemHash(key: 1, version: 2)])
        #expect(
            hex(.items(items)) == "0c15" + "00" + "03bc0a" + "01" + "0100000000000000" + "0200000000000000")
        #expect(hex(.want(Want(plane: .cold, keys: [1]))) == "0d0a" + "00" + "01" + "0100000000000000")
    }
}
