/// A JSON value as far as a body needs it: scalars by their place in the bytes, containers skipped.
enum JSONScalar: Hashable {
    case text(JSONText)
    /// Offsets of a number's characters; `isInteger` where it has neither point nor exponent.
    case number(Range<Int>, isInteger: Bool)
    /// The tokens NaN, Infinity and -Infinity, which Python writes and reads.
    case notFinite(NotFinite)
    case bool(Bool)
    case null
    case container(isEmpty: Bool)

    enum NotFinite: Hashable {
        case nan, infinity, negativeInfinity
    }
}
