extension Hasher {
    /// Hashes a text by its bytes: texts that `String` holds equal, but are spelt otherwise, differ.
    mutating func combine(utf8Of text: String) {
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
