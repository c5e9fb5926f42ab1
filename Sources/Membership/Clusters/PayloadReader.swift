/// A cursor over bytes that another node wrote. Total: nil where they end early, are not in the shortest
/// form, or exceed a bound; nothing is read beyond the end.
struct PayloadReader {
    private let bytes: [UInt8]
    private var offset: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = 0
    }

    var remaining: Int { bytes.count - offset }

    mutating func byte() -> UInt8? {
        guard offset < bytes.count else { return nil }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// Eight little-endian bytes.
    mutating func word64() -> UInt64? {
        guard let part = take(8) else { return nil }
        return part.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// LEB128 of at most 10 bytes, in its shortest form.
    mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let next = byte() {
            if shift == 63, next > 1 { return nil }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return next == 0 && shift > 0 ? nil : value }
            shift += 7
        }
        return nil
    }

    /// A varint length of at most `max`, and as many bytes.
    mutating func bytes(max: Int) -> [UInt8]? {
        guard let count = varint(), count <= UInt64(max) else { return nil }
        return take(Int(count)).map(Array.init)
    }

    /// The same, as UTF-8.
    mutating func text(max: Int) -> String? {
        bytes(max: max).flatMap { String(validating: $0, as: UTF8.self) }
    }

    mutating func fixed(_ count: Int) -> [UInt8]? { take(count).map(Array.init) }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= remaining else { return nil }
        defer { offset += count }
        return bytes[offset..<(offset + count)]
    }
}
