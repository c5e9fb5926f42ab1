/// What a `NumberAuthority` sees of the rest of the node when it acts.
struct NumberView: Sendable {
    var electorate: Electorate
    var book: NumberBook
    /// Whether this node compared its map with a peer since its start, or has none.
    var isSynchronised: Bool
}
