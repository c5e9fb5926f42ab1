/// What somebody sends who holds the group key and obeys no rule, or who speaks another version of the protocol.
public enum Attack: Sendable, CaseIterable {
    /// Sealed noise: dropped as malformed.
    case garbage
    /// Records of types that this version does not know, well framed: skipped.
    case unknownRecords
    /// Another wire version: dropped unopened.
    case foreignVersion
    /// A known record that ends too early, behind a good one: the whole datagram counts for nothing.
    case brokenRecord
    /// Deaths and suspicions of healthy members in the names of others: refuted.
    case accusations
    /// Questions as fast as they go: each is answered once, and no quota is left for it (INV-11).
    case flood

    /// Whether the datagram must change nothing at all (INV-9).
    var isVoid: Bool { self != .accusations && self != .flood }
}
