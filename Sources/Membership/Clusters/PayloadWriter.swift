/// Writes what `PayloadReader` reads.
struct PayloadWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func word64(_ value: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func bytes(_ value: [UInt8]) {
        varint(UInt64(value.count))
        bytes += value
    }

    /// Cuts what is longer than `max` bytes, at a character's boundary in UTF-8.
    mutating func text(_ value: String, max: Int) { bytes(Array(Self.prefix(of: value, max: max).utf8)) }

    mutating func fixed(_ value: [UInt8]) { bytes += value }

    private static func prefix(of text: String, max: Int) -> String {
        if text.utf8.count <= max { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: max)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text.unicodeScalars[..<end])
    }
}
