/// A value as the shortest JSON that says the same.
extension JSONScanner {
    /// The value that was scanned at `range`, without white space between its parts. Python's NaN and infinities, which
    /// no other reader takes for JSON, become null.
    /// - Returns: nothing for an empty range; nil where it is over `bytesMax` bytes.
    func compacted(_ range: Range<Int>, bytesMax: Int) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(min(range.count, bytesMax))
        var isInText = false
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if isInText {
                result.append(byte)
                if byte == Ascii.backslash {
                    index += 1
                    result.append(bytes[index])
                }
                isInText = byte != Ascii.quote
            } else if let length = notFiniteLength(at: index, before: range.upperBound) {
                result += [UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "l"), UInt8(ascii: "l")]
                index += length - 1
            } else if byte > Ascii.space {
                result.append(byte)
                isInText = byte == Ascii.quote
            }
            if result.count > bytesMax { return nil }
            index += 1
        }
        return result
    }

    /// Outside of texts these letters begin nothing else.
    private func notFiniteLength(at index: Int, before end: Int) -> Int? {
        switch bytes[index] {
        case UInt8(ascii: "N"): 3
        case UInt8(ascii: "I"): 8
        case Ascii.minus where index + 1 < end && bytes[index + 1] == UInt8(ascii: "I"): 9
        default: nil
        }
    }
}
