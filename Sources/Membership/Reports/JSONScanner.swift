/// A pull scanner over one JSON document. It keeps nothing but its place, allocates nothing for
/// documents nested up to 64 deep, never recurses, and gives for any bytes a value or a `JSONError`.
///
/// Why not a library: real heartbeats carry the tokens NaN and Infinity, lone surrogates and deep
/// nesting, and measure up to 480 KB, of which a few sums are kept; none of the parsers at hand reads
/// that, and all build the document first.
///
/// The language is what Python's `json.loads` takes from bytes that are UTF-8, because the original
/// reads bodies with it: NaN, Infinity and -Infinity are numbers, numbers have any length, lone
/// surrogate escapes are text, a repeated key is the caller's affair. Refused are, as there, a byte
/// order mark, an empty document, anything after the value, control characters in text, trailing
/// commas, leading zeros and invalid UTF-8.
///
/// The bytes are borrowed: a scanner lives inside the closure that lent them.
struct JSONScanner {
    /// Python's limit of recursion, at which the original refuses a body.
    static let nestingMax = 1_024

    let bytes: UnsafeRawBufferPointer
    var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next byte that is no white space, not consumed; zero at the end, which starts nothing.
    @inline(__always)
    mutating func peek() -> UInt8 {
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte > Ascii.space { return byte }
            guard
                byte == Ascii.space || byte == Ascii.newline || byte == Ascii.tab
                    || byte == Ascii.carriageReturn
            else { return byte }
            offset += 1
        }
        return 0
    }

    /// Consumes `byte` if it comes next after white space.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte, offset < bytes.count else { return false }
        offset += 1
        return true
    }

    /// Consumes the opening brace of an object.
    /// - Returns: whether a member follows; else the closing brace was consumed too.
    @inline(__always)
    mutating func enterObject() throws(JSONError) -> Bool {
        guard take(Ascii.openBrace) else { throw .malformed }
        return !take(Ascii.closeBrace)
    }

    /// Consumes a member's key and the colon after it.
    @inline(__always)
    mutating func key() throws(JSONError) -> JSONText {
        let key = try text()
        guard take(Ascii.colon) else { throw .malformed }
        return key
    }

    /// Consumes the comma or the closing brace after a member.
    /// - Returns: whether another member follows.
    @inline(__always)
    mutating func hasNextMember() throws(JSONError) -> Bool {
        if take(Ascii.comma) { return true }
        guard take(Ascii.closeBrace) else { throw .malformed }
        return false
    }

    /// Consumes the opening bracket of an array.
    /// - Returns: whether an element follows; else the closing bracket was consumed too.
    @inline(__always)
    mutating func enterArray() throws(JSONError) -> Bool {
        guard take(Ascii.openBracket) else { throw .malformed }
        return !take(Ascii.closeBracket)
    }

    /// Consumes the comma or the closing bracket after an element.
    /// - Returns: whether another element follows.
    @inline(__always)
    mutating func hasNextElement() throws(JSONError) -> Bool {
        if take(Ascii.comma) { return true }
        guard take(Ascii.closeBracket) else { throw .malformed }
        return false
    }

    /// Consumes any value. Containers are checked and skipped.
    mutating func scalar() throws(JSONError) -> JSONScalar {
        switch peek() {
        case Ascii.quote: return .text(try text())
        case Ascii.openBrace, Ascii.openBracket: return .container(isEmpty: try skipContainer())
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        default: return try number()
        }
    }

    /// Makes sure that nothing but white space is left.
    mutating func end() throws(JSONError) {
        _ = peek()
        guard offset == bytes.count else { throw .malformed }
    }

    /// Consumes `word`, whose first byte the caller saw.
    mutating func literal(_ word: StaticString) throws(JSONError) {
        let range = offset..<offset + word.utf8CodeUnitCount
        guard range.upperBound <= bytes.count, matches(range, word) else { throw .malformed }
        offset = range.upperBound
    }

    /// Whether the bytes of `range`, which lie within the document, are those of `word`.
    @inline(__always)
    func matches(_ range: Range<Int>, _ word: StaticString) -> Bool {
        range.count == word.utf8CodeUnitCount
            && bytes.hasSameBytes(
                at: range.lowerBound, as: UnsafeRawPointer(word.utf8Start), count: range.count)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether `count` bytes from `offset` on, which the caller knows to exist, are those at `other`.
    @inline(__always)
    func hasSameBytes(at offset: Int, as other: UnsafeRawPointer, count: Int) -> Bool {
        var index = 0
        while index + 8 <= count {
            let mine = loadUnaligned(fromByteOffset: offset + index, as: UInt64.self)
            if mine != other.loadUnaligned(fromByteOffset: index, as: UInt64.self) { return false }
            index += 8
        }
        while index < count {
            if self[offset + index] != other.load(fromByteOffset: index, as: UInt8.self) { return false }
            index += 1
        }
        return true
    }
}

extension UnsafeRawBufferPointer {
    /// A hash of the bytes of `range`, which the caller knows to exist: FNV-1a by eight bytes a step, its top
    /// bits folded down after each, so that all of them count.
    func hash(_ range: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(range.count)
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
            hash = (hash ^ loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x100_0000_01B3
            hash ^= hash >> 32
            index += 8
        }
        while index < range.upperBound {
            hash = (hash ^ UInt64(self[index])) &* 0x100_0000_01B3
            index += 1
        }
        return hash
    }
}
