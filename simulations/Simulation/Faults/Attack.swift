/// What somebody sends who holds the group key and obeys no rule, or who speaks another version of the protocol
/// (docs/threats.md).
public enum Attack: Sendable, CaseIterable {
    /// Sealed noise: dropped as malformed.
    case garbage
    /// Records of types that this version does not know, well framed: skipped.
    case unknownRecords
    /// Another wire version: dropped unopened.
    case foreignVersion
    /// A known record that ends too early, behind a good one: the whole datagram counts for nothing.
    case brokenRecord
    /// Numbers that no voter vouches for: dropped.
    case numbers
    /// Packets of the voters that nobody signed: dropped.
    case votes
    /// Deaths and suspicions of healthy members in the names of others: refuted.
    case accusations
    /// Members at other addresses, dead, gone or forgotten, at incarnations that they never claimed: refuted. And
    /// members that there never were: found dead.
    case members
    /// Registrations, reports, candidacies: the map takes what nobody signs, and all agree on it.
    case entries
    /// Questions as fast as they go: each is answered once, and no quota is left for it (INV-11).
    case flood

    /// Whether the datagram must change nothing at all (INV-9).
    var isVoid: Bool {
        switch self {
        case .garbage, .unknownRecords, .foreignVersion, .brokenRecord, .numbers, .votes: true
        case .accusations, .members, .entries, .flood: false
        }
    }
}
