/// What the prologue says of a whole datagram. A version that does not know a bit ignores it, so a bit may
/// only say what a receiver can live without.
struct PrologueFlags: OptionSet, Hashable, Sendable {
    var rawValue: UInt8

    /// The members, entries and reports within answer a reconciliation: what the sender held for long, not
    /// news. The receiver need not spread them, and takes a death among them as a suspicion first.
    static let reconciliation = PrologueFlags(rawValue: 1)
}
