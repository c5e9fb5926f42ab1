import GossipCore

/// Records of a hostile member, made by hand after the tables of docs/protocol.md, and not by the code that they
/// try.
enum Forgery {
    /// A suspicion (type 6) or death (type 7).
    static func accusation(_ type: UInt8, of victim: NodeID, at incarnation: UInt64, by liar: NodeID)
        -> [UInt8]
    {
        record(type, bytes(of: victim) + varint(incarnation) + bytes(of: liar))
    }

    /// A whole datagram: a death in the name of nobody.
    static func accusationRecord(of victim: NodeID, at incarnation: UInt64) -> [UInt8] {
        let liar = NodeID(high: 0xBAD, low: 1)
        return bytes(of: liar) + [0] + accusation(7, of: victim, at: incarnation, by: liar)
    }

    /// A question of whoever hears it.
    static func ping(_ challenge: UInt64, cold: UInt64) -> [UInt8] {
        record(1, littleEndian(challenge) + littleEndian(0) + [0] + littleEndian(cold) + [0, 0, 0, 0])
    }

    static func member(
        _ id: NodeID, at incarnation: UInt64, _ state: MemberState, gossip: [UInt8], name: String
    ) -> [UInt8] {
        let text = Array(name.utf8)
        let nowhere = [UInt8](repeating: 0, count: 19)
        return record(
            8,
            bytes(of: id) + varint(incarnation) + [state.rawValue, 6, 6, 6, 0] + gossip + nowhere
                + [UInt8(text.count)] + text + [0] + varint(state == .forgotten ? 1_795_219_200_000 : 0))
    }

    static func entry(_ space: UInt8, key: [UInt8], ticks: UInt64, writer: NodeID, payload: [UInt8])
        -> [UInt8]
    {
        record(
            9,
            [space] + varint(UInt64(key.count)) + key + littleEndian(ticks) + bytes(of: writer)
                + varint(UInt64(payload.count)) + payload)
    }

    static func report(key: [UInt8], ticks: UInt64, writer: NodeID, payload: [UInt8]) -> [UInt8] {
        record(
            10,
            varint(UInt64(key.count)) + key + littleEndian(ticks) + bytes(of: writer) + [1]
                + varint(UInt64(payload.count)) + payload)
    }

    /// Any record: its type, the length of its body, the body.
    static func record(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
        [type] + varint(UInt64(body.count)) + body
    }

    static func bytes(of id: NodeID) -> [UInt8] {
        littleEndian(id.high).reversed() + littleEndian(id.low).reversed()
    }

    static func littleEndian(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}
