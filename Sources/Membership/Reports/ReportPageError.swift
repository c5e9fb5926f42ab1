/// Why the bytes of a page are refused.
public enum ReportPageError: Error, Hashable, Sendable {
    case tooLong
    case truncated
    case unknownVersion
    /// A field outside its range, for example a value that is not finite.
    case invalid
}
