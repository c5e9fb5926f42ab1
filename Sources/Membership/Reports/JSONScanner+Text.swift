/// Strings: finding their end fast, and decoding the few that are kept.
extension JSONScanner {
    /// Consumes a string, checking its escapes and its UTF-8.
    mutating func text() throws(JSONError) -> JSONText {
        guard take(Ascii.quote) else { throw .malformed }
        let start = offset
        var hasEscapes = false
        while true {
            skipPlain()
            guard offset < bytes.count else { throw .malformed }
            switch bytes[offset] {
            case Ascii.quote:
                offset += 1
                return JSONText(range: start..<offset - 1, hasEscapes: hasEscapes)
            case Ascii.backslash:
                hasEscapes = true
                try skipEscape()
            case 0x80...:
                try skipScalarValue()
            case 0..<0x20:
                throw .malformed
            default:
                offset += 1
            }
        }
    }

    /// Whether `text` is exactly `word`, however it is spelled.
    @inline(__always)
    func text(_ text: JSONText, is word: StaticString) -> Bool {
        if !text.hasEscapes { return matches(text.range, word) }
        // An escape is at most six bytes for one of a word's.
        guard text.range.count <= word.utf8CodeUnitCount * 6, let decoded = decoded(text) else {
            return false
        }
        return decoded.span.bytes.withUnsafeBytes { decoded in
            decoded.count == word.utf8CodeUnitCount
                && decoded.hasSameBytes(at: 0, as: UnsafeRawPointer(word.utf8Start), count: decoded.count)
        }
    }

    /// - Returns: nil if the text holds a lone surrogate, which no UTF-8 can say.
    func string(_ text: JSONText) -> String? {
        if !text.hasEscapes {
            return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[text.range]), as: UTF8.self)
        }
        return decoded(text).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The UTF-8 that `text` stands for, or nil if it holds a lone surrogate.
    func decoded(_ text: JSONText) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.range.count)
        var index = text.range.lowerBound
        while index < text.range.upperBound {
            guard bytes[index] == Ascii.backslash else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let letter = bytes[index + 1]
            index += 2
            guard letter == UInt8(ascii: "u") else {
                result.append(Self.meaning(ofEscape: letter))
                continue
            }
            guard let scalar = scalarValue(at: &index, before: text.range.upperBound) else { return nil }
            result.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        }
        return result
    }

    /// Moves to the next byte that may need a look: a quote, a backslash, a control character, or the
    /// start of more than ASCII. Eight bytes a step (Mycroft's test for a zero byte, Warren 2003, 6-1);
    /// the lowest bit set is exact, since a borrow only spoils bytes above the first hit.
    @inline(__always)
    private mutating func skipPlain() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        while offset + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let quotes = word ^ (ones &* UInt64(Ascii.quote))
            let backslashes = word ^ (ones &* UInt64(Ascii.backslash))
            let found =
                ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
                | ((word &- ones &* 0x20) & ~word) | word
            let hits = found & tops
            if hits != 0 {
                offset += hits.trailingZeroBitCount >> 3
                return
            }
            offset += 8
        }
    }

    /// Consumes a backslash and what belongs to it.
    private mutating func skipEscape() throws(JSONError) {
        guard offset + 1 < bytes.count else { throw .malformed }
        switch bytes[offset + 1] {
        case UInt8(ascii: "u"):
            guard offset + 6 <= bytes.count, codeUnit(at: offset + 2) != nil else { throw .malformed }
            offset += 6
        case Ascii.quote, Ascii.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 2
        default:
            throw .malformed
        }
    }

    /// Consumes one scalar value of two to four bytes (Unicode 15, table 3-7).
    private mutating func skipScalarValue() throws(JSONError) {
        let lead = bytes[offset]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw .malformed
        }
        guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else { throw .malformed }
        for index in offset + 2..<offset + length where bytes[index] & 0xC0 != 0x80 {
            throw .malformed
        }
        offset += length
    }

    /// The value of four hexadecimal digits, which the caller knows to exist.
    private func codeUnit(at start: Int) -> UInt16? {
        var unit: UInt16 = 0
        for index in start..<start + 4 {
            let digit: UInt8
            switch bytes[index] {
            case let byte where Ascii.isDigit(byte): digit = byte - UInt8(ascii: "0")
            case let byte where (0x41...0x46).contains(byte & ~0x20): digit = (byte & ~0x20) - 0x41 + 10
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Reads the digits after `\u`, and a second escape where the first is half of a pair.
    private func scalarValue(at index: inout Int, before end: Int) -> Unicode.Scalar? {
        guard let unit = codeUnit(at: index) else { return nil }
        index += 4
        guard (0xD800...0xDBFF).contains(unit) else { return Unicode.Scalar(unit) }
        guard index + 6 <= end, bytes[index] == Ascii.backslash, bytes[index + 1] == UInt8(ascii: "u"),
            let low = codeUnit(at: index + 2), (0xDC00...0xDFFF).contains(low)
        else { return nil }
        index += 6
        return Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
    }

    /// What a checked escape of one letter stands for.
    private static func meaning(ofEscape letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): Ascii.newline
        case UInt8(ascii: "r"): Ascii.carriageReturn
        case UInt8(ascii: "t"): Ascii.tab
        default: letter
        }
    }
}
