/// A JSON string that was found and checked, but not decoded: the bytes between its quotes.
struct JSONText: Hashable {
    /// Offsets into the scanned bytes.
    var range: Range<Int>
    /// Without a backslash the bytes are the text.
    var hasEscapes: Bool
}
