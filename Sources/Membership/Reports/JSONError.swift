/// Why a `JSONScanner` gave up.
enum JSONError: Error, Hashable {
    case malformed
    /// Nested deeper than `JSONScanner.nestingMax`.
    case tooDeep
}
