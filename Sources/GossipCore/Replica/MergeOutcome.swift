/// What became of an item that was offered to a map.
enum MergeOutcome: Hashable, Sendable {
    /// The key is new here.
    case inserted
    /// It stands instead of a former one.
    case replaced
    /// The map holds exactly this already.
    case known
    /// The map holds one that wins over it: whoever sent it may be told.
    case superseded
    case refused(Refusal)

    enum Refusal: Hashable, Sendable, CaseIterable {
        /// The map is at its limit (INV-8). What it holds can still change.
        case full
        /// Key or payload is over its limit.
        case oversized
        /// Another key has the same 64-bit hash.
        case collision
    }

    /// Whether the map changed, so that the news is worth passing on.
    var isChange: Bool { self == .inserted || self == .replaced }
}
