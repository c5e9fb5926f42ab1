/// Reads a page's fields in order; every read checks that its bytes are there.
struct PageCursor {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func byte() throws(ReportPageError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// LEB128 of at most ten bytes.
    mutating func varint() throws(ReportPageError) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            let bits = UInt64(byte & 0x7F)
            guard (bits << shift) >> shift == bits else { throw .invalid }
            result |= bits << shift
            if byte < 0x80 { return result }
        }
        throw .invalid
    }

    /// - Parameter form: 1 a whole number under 2^53, 2 eight bytes of a finite double; others are refused.
    mutating func value(form: UInt8) throws(ReportPageError) -> Double {
        switch form {
        case 1:
            let whole = try varint()
            guard whole < 1 << 53 else { throw .invalid }
            return Double(whole)
        case 2:
            var bits: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 8) { bits |= UInt64(try byte()) << shift }
            let value = Double(bitPattern: bits)
            guard value.isFinite else { throw .invalid }
            return value
        default:
            throw .invalid
        }
    }

    /// One byte of length, then as many of UTF-8.
    mutating func text(bytesMax: Int) throws(ReportPageError) -> String {
        let count = Int(try byte())
        guard count <= bytesMax else { throw .invalid }
        guard count <= bytes.count - offset else { throw .truncated }
        guard let text = String(validating: bytes[offset..<offset + count], as: UTF8.self) else {
            throw .invalid
        }
        offset += count
        return text
    }
}
