/// A cursor over bytes of a peer. Total: any bytes give a value or a `WireError` (INV-10), nothing is
/// read beyond the end, and nothing is allocated that the bytes at hand do not fill.
///
/// The bytes are those of the `handle` call that brought them, and the reader must not outlive it. (A
/// span would say so to the compiler, but a type that stores one is still an experimental feature.)
struct WireReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0
    /// With false, values are checked in full but arrays and plain texts come back empty: a first pass over a
    /// datagram costs no allocation.
    let keepsContents: Bool

    init(_ bytes: UnsafeRawBufferPointer, keepsContents: Bool = true) {
        self.bytes = bytes
        self.keepsContents = keepsContents
    }

    var remaining: Int { bytes.count - offset }

    /// The only place that moves the cursor over more than a byte.
    @inline(__always)
    private mutating func take(_ count: Int) throws(WireError) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
    }

    @inline(__always)
    mutating func byte() throws(WireError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    @inline(__always)
    private mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type
    ) throws(WireError) -> Value {
        try take(MemoryLayout<Value>.size).loadUnaligned(as: type)
    }

    @inline(__always)
    mutating func word16() throws(WireError) -> UInt16 { UInt16(littleEndian: try integer(UInt16.self)) }
    @inline(__always)
    mutating func word32() throws(WireError) -> UInt32 { UInt32(littleEndian: try integer(UInt32.self)) }
    @inline(__always)
    mutating func word64() throws(WireError) -> UInt64 { UInt64(littleEndian: try integer(UInt64.self)) }

    /// Eight bytes of an identifier or an IP address, in the order in which people write them.
    @inline(__always)
    mutating func ordered64() throws(WireError) -> UInt64 { UInt64(bigEndian: try integer(UInt64.self)) }

    /// LEB128 in its shortest form.
    @inline(__always)
    mutating func varint() throws(WireError) -> UInt64 {
        let first = try byte()
        return first < 0x80 ? UInt64(first) : try longVarint(first)
    }

    @inline(never)
    private mutating func longVarint(_ first: UInt8) throws(WireError) -> UInt64 {
        var value = UInt64(first & 0x7F)
        var shift: UInt64 = 7
        while true {
            let next = try byte()
            // The tenth byte holds the one bit that is left of 64.
            if shift == 63, next > 1 { throw .varint }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                if next == 0 { throw .varint }
                return value
            }
            shift += 7
        }
    }

    /// A varint that counts bytes or things.
    mutating func count(max: Int) throws(WireError) -> Int {
        let value = try varint()
        guard value <= UInt64(max) else { throw .limit }
        return Int(value)
    }

    /// The next `count` bytes, as a reader of their own.
    mutating func part(_ count: Int) throws(WireError) -> WireReader {
        WireReader(try take(count), keepsContents: keepsContents)
    }

    /// A varint length and as many bytes.
    mutating func bytes(max: Int) throws(WireError) -> [UInt8] {
        let count = try count(max: max)
        let part = try take(count)
        return keepsContents ? Array(part) : []
    }

    /// All that is left.
    mutating func rest(max: Int) throws(WireError) -> [UInt8] {
        guard remaining <= max else { throw .limit }
        let part = try take(remaining)
        return keepsContents ? Array(part) : []
    }

    /// A varint length and as many bytes of UTF-8.
    mutating func text(max: Int) throws(WireError) -> String {
        let count = try count(max: max)
        let part = try take(count)
        if !keepsContents, part.allSatisfy({ $0 < 0x80 }) { return "" }
        // Decoding repairs what is not UTF-8; if it changed nothing, there was nothing to repair. This takes
        // a third of the time of `String(validating:as:)`.
        var text = String(decoding: part, as: UTF8.self)
        let isUnchanged = text.withUTF8 { utf8 in
            utf8.count == count && (0..<count).allSatisfy { utf8[$0] == part[$0] }
        }
        guard isUnchanged else { throw .text }
        return text
    }

    /// `count` values of at least `bytesMin` bytes each.
    mutating func list<Value>(
        count: Int, bytesMin: Int, _ read: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> [Value] {
        guard count <= remaining / bytesMin else { throw .truncated }
        var values: [Value] = []
        if keepsContents { values.reserveCapacity(count) }
        for _ in 0..<count {
            let value = try read(&self)
            if keepsContents { values.append(value) }
        }
        return values
    }

    func end() throws(WireError) {
        guard remaining == 0 else { throw .trailing }
    }
}
