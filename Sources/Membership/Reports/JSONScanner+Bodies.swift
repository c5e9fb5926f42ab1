/// A request body as a document, and its texts as the original reads them: `str(body.get(key) or "")`.
extension JSONScanner {
    /// Reads the whole document, which must be an object; `member` consumes each member's value.
    mutating func readBody(
        _ member: (inout JSONScanner, JSONText) throws(JSONError) -> Void
    ) throws(BodyError) {
        let isObject = peek() == Ascii.openBrace
        do throws(JSONError) {
            var more = false
            if isObject { more = try enterObject() } else { try skipValue() }
            while more {
                let key = try key()
                try member(&self, key)
                more = try hasNextMember()
            }
            try end()
        } catch {
            throw .invalidJSON
        }
        guard isObject else { throw .notAnObject }
    }

    /// The one text that a body must have.
    func identity(_ value: JSONScalar) throws(BodyError) -> String {
        guard let identity = try bodyText(value, .identity, bytesMax: RegisterBody.nameBytesMax)
        else { throw .identityRequired }
        return identity
    }

    /// The text of a member's value. Null, an empty text, false, zero and empty containers are no text.
    /// A number is taken as its text and true as `True`, like Python's `str()`; NaN as `nan`. (Fractions
    /// from 1e16 to 2^54 keep their digits, where Python turns to an exponent.)
    /// - Throws: `.tooLong`, `.holdsNUL`, `.holdsLoneSurrogate`, and `.notText` for a container that
    ///   is not empty (*ours*: the original takes Python's spelling of it as a name).
    func bodyText(
        _ value: JSONScalar, _ field: BodyError.Field, bytesMax: Int
    ) throws(BodyError) -> String? {
        let result: String
        switch value {
        case .null, .bool(false), .container(isEmpty: true): return nil
        case .container: throw .notText(field)
        case .bool: result = "True"
        case .notFinite(.nan): result = "nan"
        case .notFinite(.infinity): result = "inf"
        case .notFinite(.negativeInfinity): result = "-inf"
        case .text(let text):
            // An escape is at most six bytes for one of UTF-8: refuse before decoding 4 MiB.
            guard text.range.count <= bytesMax * 6 else { throw .tooLong(field, bytesMax: bytesMax) }
            guard let decoded = string(text) else { throw .holdsLoneSurrogate(field) }
            result = decoded
        case .number(let range, let isInteger):
            guard range.count <= Self.numberBytesMax else { throw .tooLong(field, bytesMax: bytesMax) }
            guard let spelled = spelling(range, isInteger: isInteger) else { return nil }
            result = spelled
        }
        guard !result.isEmpty else { return nil }
        guard result.utf8.count <= bytesMax else { throw .tooLong(field, bytesMax: bytesMax) }
        guard !result.utf8.contains(0) else { throw .holdsNUL(field) }
        return result
    }

    /// A number as `str()` writes it; nil for zero, which is no text.
    private func spelling(_ range: Range<Int>, isInteger: Bool) -> String? {
        let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        if isInteger { return text == "0" || text == "-0" ? nil : text }
        // Beyond the doubles Swift's parser gives an infinity, as Python's does.
        guard let value = Double(text), value != 0 else { return nil }
        return value.description
    }
}
