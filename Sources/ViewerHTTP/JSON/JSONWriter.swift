/// Writes one JSON document into bytes: UTF-8, without white space.
///
/// Hand-written because a view of 5,000 clusters is over 3 MB and `JSONEncoder` takes ten times as long.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether a value stands before the place of writing, in the same object or array.
    private var needsComma = false

    init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    // Containers.

    @inline(__always)
    mutating func object(_ members: (inout JSONWriter) -> Void) {
        container(open: "{", close: "}", members)
    }

    @inline(__always)
    mutating func array(_ elements: (inout JSONWriter) -> Void) {
        container(open: "[", close: "]", elements)
    }

    @inline(__always)
    private mutating func container(
        open: Unicode.Scalar, close: Unicode.Scalar, _ content: (inout JSONWriter) -> Void
    ) {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma = false
        content(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    // Members of an object.

    /// - Parameter name: must need no escaping.
    @inline(__always)
    mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A key of any text.
    mutating func key(text name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func field(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    /// A nil becomes `null`.
    mutating func field(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    mutating func field(_ name: StaticString, _ value: Double) {
        key(name)
        number(value)
    }

    mutating func field(_ name: StaticString, _ value: Double?) {
        key(name)
        if let value { number(value) } else { null() }
    }

    mutating func field(_ name: StaticString, _ value: some FixedWidthInteger) {
        key(name)
        number(value)
    }

    mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    // Values.

    mutating func null() { raw("null") }

    mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    /// The shortest text that reads back as the same double, always with a point or an exponent, as
    /// Python prints a float. JSON has no infinities and no NaN: they become the largest finite
    /// double and zero.
    mutating func number(_ value: Double) {
        separate()
        needsComma = true
        if value == 0 {
            bytes.append(contentsOf: [UInt8(ascii: "0"), UInt8(ascii: "."), UInt8(ascii: "0")])
        } else if value.magnitude < 1e15, value == value.rounded(.towardZero) {
            decimal(Int64(value))
            bytes.append(UInt8(ascii: "."))
            bytes.append(UInt8(ascii: "0"))
        } else if value.isFinite {
            bytes.append(contentsOf: value.description.utf8)
        } else {
            let nearest =
                value.isNaN ? 0 : Double(signOf: value, magnitudeOf: .greatestFiniteMagnitude)
            bytes.append(contentsOf: nearest.description.utf8)
        }
    }

    mutating func number(_ value: some FixedWidthInteger) {
        separate()
        needsComma = true
        decimal(value)
    }

    mutating func string(_ value: String) {
        separate()
        needsComma = true
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { escape($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A text between quotes whose bytes need no escaping.
    mutating func quoted(_ write: (inout [UInt8]) -> Void) {
        separate()
        needsComma = true
        bytes.append(UInt8(ascii: "\""))
        write(&bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// - Parameter json: one whole JSON value.
    mutating func value(_ json: [UInt8]) {
        separate()
        needsComma = true
        bytes.append(contentsOf: json)
    }

    // Pieces.

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func raw(_ text: StaticString) {
        separate()
        needsComma = true
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func decimal<Number: FixedWidthInteger>(_ value: Number) {
        bytes.appendDecimal(value)
    }

    /// Quotes, backslashes and control characters are escaped (RFC 8259, section 7).
    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            bytes.append(contentsOf: text[start..<index])
            start = index + 1
            bytes.append(UInt8(ascii: "\\"))
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
            case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
            case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
            default:
                bytes.append(contentsOf: "u00".utf8)
                bytes.appendHexadecimal(byte)
            }
        }
        bytes.append(contentsOf: text[start...])
    }
}
