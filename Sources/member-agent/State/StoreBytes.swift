import GossipCore

/// Identities and addresses as the store keeps them: fixed-width, big-endian, so that they sort as
/// the values do.
enum StoreBytes {
    static func encode(_ id: NodeID) -> [UInt8] { bytes(id.high) + bytes(id.low) }

    static func nodeID(_ bytes: [UInt8]) -> NodeID? {
        guard bytes.count == 16 else { return nil }
        return NodeID(high: word(bytes[0..<8]), low: word(bytes[8..<16]))
    }

    static func encode(_ address: Address) -> [UInt8] {
        bytes(address.high) + bytes(address.low) + [UInt8(address.port >> 8), UInt8(address.port & 0xFF)]
    }

    static func address(_ bytes: [UInt8]) -> Address? {
        guard bytes.count == 18 else { return nil }
        return Address(
            high: word(bytes[0..<8]), low: word(bytes[8..<16]), port: UInt16(word(bytes[16..<18])))
    }

    private static func bytes(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
