/// The two labels of a sample that a digest may need.
struct SampleLabels {
    /// A bucket's upper bound.
    var bound: JSONScalar?
    /// A Discord shard's id.
    var shard: JSONScalar?

    init() {}

    /// Reads the value at the scanner's place; labels that are no object are no labels.
    @inline(__always)
    init(_ scanner: inout JSONScanner) throws(JSONError) {
        guard scanner.peek() == Ascii.openBrace else {
            try scanner.skipValue()
            return
        }
        var more = try scanner.enterObject()
        while more {
            let key = try scanner.key()
            let value = try scanner.scalar()
            if scanner.text(key, is: "le") { bound = value }
            if scanner.text(key, is: "shard") { shard = value }
            more = try scanner.hasNextMember()
        }
    }
}
