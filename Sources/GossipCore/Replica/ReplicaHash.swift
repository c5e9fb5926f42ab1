/// Builds the bytes under a hash of reconciliation on the stack. Integers are little-endian, and every
/// kind of item starts with a tag of its own, so that a member and an entry never share a key hash.
struct ReplicaHash: ~Copyable {
    enum Tag: UInt8 {
        case member = 0
        case entry = 1
        case report = 2
    }

    private let buffer: UnsafeMutableRawBufferPointer
    private var used = 0

    /// - Parameter byteCount: what `fill` will append, or more, besides the tag.
    static func of(_ tag: Tag, byteCount: Int, _ fill: (inout ReplicaHash) -> Void) -> UInt64 {
        withUnsafeTemporaryAllocation(byteCount: byteCount + 1, alignment: 8) { buffer in
            var hash = ReplicaHash(buffer: buffer)
            hash.append(tag.rawValue)
            fill(&hash)
            return keyedHash(UnsafeRawBufferPointer(rebasing: buffer[..<hash.used]))
        }
    }

    private init(buffer: UnsafeMutableRawBufferPointer) { self.buffer = buffer }

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        buffer.storeBytes(of: number.littleEndian, toByteOffset: used, as: Number.self)
        used += MemoryLayout<Number>.size
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: buffer[used...]).copyMemory(from: $0)
        }
        used += bytes.count
    }

    /// With its length in front, so that two texts in a row are not another two.
    mutating func append(_ text: String) {
        append(UInt32(truncatingIfNeeded: text.utf8.count))
        for byte in text.utf8 { append(byte) }
    }

    mutating func append(_ id: NodeID) {
        append(id.high)
        append(id.low)
    }

    mutating func append(_ address: Address) {
        append(address.high)
        append(address.low)
        append(address.port)
    }
}
