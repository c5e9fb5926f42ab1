/// Numbers as ASCII text, without a `String` in between.
extension [UInt8] {
    mutating func appendDecimal<Number: FixedWidthInteger>(_ value: Number) {
        var magnitude = UInt64(value.magnitude)
        if value < 0 { append(UInt8(ascii: "-")) }
        if magnitude < 10 {
            append(UInt8(ascii: "0") + UInt8(magnitude))
            return
        }
        let start = count
        while magnitude > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
            magnitude /= 10
        }
        self[start...].reverse()
    }

    /// At least `width` digits, filled with zeros.
    mutating func appendDecimal(_ value: Int, width: Int) {
        var power = 1
        for _ in 1..<Swift.max(width, 1) { power *= 10 }
        while power > 1, value < power {
            append(UInt8(ascii: "0"))
            power /= 10
        }
        appendDecimal(value)
    }

    /// Two lowercase digits.
    mutating func appendHexadecimal(_ byte: UInt8) {
        for digit in [byte >> 4, byte & 15] {
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
