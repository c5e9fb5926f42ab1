/// Why clusters have no number yet, as far as a node knows. `/v1/fleets` and `doctor` show it.
public enum PendingReason: UInt8, Hashable, Sendable, CaseIterable {
    /// It was asked for, and nothing stands in the way.
    case deciding = 1
    /// Nobody founded the voters, or none were heard of.
    case noFounder
    /// A fleet of another founding was met, and an operator has to choose.
    case quarrel
    /// Too few voters can be reached.
    case noMajority
    /// The voters have no room for more registers.
    case votersFull
    /// A voter wrote what no voter of this program writes.
    case damagedRoll

    public var label: String {
        switch self {
        case .deciding: "deciding"
        case .noFounder: "no founder"
        case .quarrel: "quarrel"
        case .noMajority: "no majority"
        case .votersFull: "voters full"
        case .damagedRoll: "damaged roll"
        }
    }
}
