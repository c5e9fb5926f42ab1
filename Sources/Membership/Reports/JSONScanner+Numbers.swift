/// Numbers: JSON's grammar and Python's three extra tokens, and their values.
extension JSONScanner {
    /// A number with more characters than this is no measurement.
    static let numberBytesMax = 512

    /// Consumes a number or one of the tokens NaN, Infinity and -Infinity.
    mutating func number() throws(JSONError) -> JSONScalar {
        let start = offset
        switch current {
        case UInt8(ascii: "N"):
            try literal("NaN")
            return .notFinite(.nan)
        case UInt8(ascii: "I"):
            try literal("Infinity")
            return .notFinite(.infinity)
        case Ascii.minus:
            offset += 1
            if current == UInt8(ascii: "I") {
                try literal("Infinity")
                return .notFinite(.negativeInfinity)
            }
        default: break
        }
        if current == UInt8(ascii: "0") {
            offset += 1
        } else {
            try digits()
        }
        var isInteger = true
        if current == Ascii.point {
            isInteger = false
            offset += 1
            try digits()
        }
        if current | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset += 1
            if current == Ascii.plus || current == Ascii.minus { offset += 1 }
            try digits()
        }
        return .number(start..<offset, isInteger: isInteger)
    }

    /// The value of a sample's `value` or `le`: a number, or a number as text, as Python's `float()`
    /// takes it (ASCII white space around it, a sign, `.5`, `5.`; not its underscores and its digits of
    /// other scripts). True and false are 1 and 0, as there.
    /// - Returns: nil for what is no number, not finite, or longer than `numberBytesMax`.
    @inline(__always)
    func double(_ scalar: JSONScalar) -> Double? {
        switch scalar {
        case .number(let range, _): return double(range)
        case .text(let text): return double(text)
        case .bool(let flag): return flag ? 1 : 0
        case .notFinite, .null, .container: return nil
        }
    }

    /// The byte at the scanner's place, zero at the end.
    @inline(__always)
    private var current: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    /// Consumes one digit or more.
    @inline(__always)
    private mutating func digits() throws(JSONError) {
        let start = offset
        while Ascii.isDigit(current) { offset += 1 }
        guard offset > start else { throw .malformed }
    }

    /// The value of a number written as text.
    private func double(_ text: JSONText) -> Double? {
        guard text.range.count <= Self.numberBytesMax else { return nil }
        if text.hasEscapes {
            guard let plain = decoded(text) else { return nil }
            return plain.span.bytes.withUnsafeBytes { plain in
                let whole = JSONText(range: 0..<plain.count, hasEscapes: false)
                return JSONScanner(plain).double(whole)
            }
        }
        func isSpace(_ byte: UInt8) -> Bool { byte == Ascii.space || (0x09...0x0D).contains(byte) }
        var range = text.range
        while let first = range.first, isSpace(bytes[first]) { range.removeFirst() }
        while let last = range.last, isSpace(bytes[last]) { range.removeLast() }
        return double(range)
    }

    /// The nearest double of a decimal number: exact by one multiplication or division where the digits
    /// fit 53 bits and the power of ten 22 (Clinger 1990), else by the standard library.
    private func double(_ range: Range<Int>) -> Double? {
        guard range.count <= Self.numberBytesMax else { return nil }
        guard let decimal = Decimal(bytes, range) else { return nil }
        if decimal.isExact, decimal.digits <= 1 << 53, abs(decimal.exponent) < Decimal.powers.count {
            let power = Decimal.powers[abs(decimal.exponent)]
            let digits = Double(decimal.digits)
            let magnitude = decimal.exponent < 0 ? digits / power : digits * power
            return decimal.isNegative ? -magnitude : magnitude
        }
        let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}

/// A decimal number taken apart: `digits * 10^exponent`.
private struct Decimal {
    static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    var digits: UInt64 = 0
    var exponent = 0
    var isNegative = false
    /// Whether no digit was left out of `digits`.
    var isExact = true

    /// - Parameter range: at most `JSONScanner.numberBytesMax` bytes, so that counts cannot overflow.
    /// - Returns: nil unless the whole range is a decimal number.
    @inline(__always)
    init?(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        var index = range.lowerBound
        let end = range.upperBound
        if index < end, bytes[index] == Ascii.minus || bytes[index] == Ascii.plus {
            isNegative = bytes[index] == Ascii.minus
            index += 1
        }
        var digitCount = 0
        var hasPoint = false
        while index < end {
            let byte = bytes[index]
            if Ascii.isDigit(byte) {
                digitCount += 1
                if digits < 1 << 59 {
                    digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
                    if hasPoint { exponent -= 1 }
                } else {
                    isExact = false
                }
            } else if byte == Ascii.point, !hasPoint {
                hasPoint = true
            } else {
                break
            }
            index += 1
        }
        guard digitCount > 0 else { return nil }
        guard index < end else { return }
        guard bytes[index] | 0x20 == UInt8(ascii: "e") else { return nil }
        guard let power = Self.power(bytes, index + 1..<end) else { return nil }
        exponent += power
    }

    /// The number after the `e`; far powers saturate.
    private static func power(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        var range = range
        guard let first = range.first else { return nil }
        let isNegative = bytes[first] == Ascii.minus
        if isNegative || bytes[first] == Ascii.plus { range.removeFirst() }
        guard !range.isEmpty else { return nil }
        var power = 0
        for index in range {
            guard Ascii.isDigit(bytes[index]) else { return nil }
            power = min(power * 10 + Int(bytes[index] - UInt8(ascii: "0")), 100_000)
        }
        return isNegative ? -power : power
    }
}
