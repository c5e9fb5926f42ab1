/// Where a record's bytes go: to memory, or only into a sum. One layout serves both, so that a size
/// never disagrees with what is written.
protocol WireSink {
    mutating func put<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value)
    mutating func put(_ bytes: UnsafeRawBufferPointer)
}

extension WireSink {
    @inline(__always)
    mutating func byte(_ value: UInt8) { put(value) }
    @inline(__always)
    mutating func word16(_ value: UInt16) { put(value.littleEndian) }
    @inline(__always)
    mutating func word32(_ value: UInt32) { put(value.littleEndian) }
    @inline(__always)
    mutating func word64(_ value: UInt64) { put(value.littleEndian) }
    /// Eight bytes of an identifier or an IP address, in the order in which people write them.
    @inline(__always)
    mutating func ordered64(_ value: UInt64) { put(value.bigEndian) }

    /// LEB128 in its shortest form.
    @inline(__always)
    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(truncatingIfNeeded: rest))
    }

    mutating func bytes(_ bytes: [UInt8]) {
        varint(UInt64(bytes.count))
        bytes.withUnsafeBytes { put($0) }
    }

    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            varint(UInt64(utf8.count))
            put(UnsafeRawBufferPointer(utf8))
        }
    }
}

/// Counts bytes and keeps none.
struct WireMeter: WireSink {
    private(set) var count = 0

    @inline(__always)
    mutating func put<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        count += MemoryLayout<Value>.size
    }

    @inline(__always)
    mutating func put(_ bytes: UnsafeRawBufferPointer) { count += bytes.count }
}

/// Writes into memory of a size that was measured before; more than that is our own bug.
struct WireWriter: WireSink {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer) { self.memory = memory }

    @inline(__always)
    mutating func put<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        let size = MemoryLayout<Value>.size
        precondition(size <= memory.count - count)
        memory.storeBytes(of: value, toByteOffset: count, as: Value.self)
        count += size
    }

    @inline(__always)
    mutating func put(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= memory.count - count)
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += bytes.count
    }
}
