/// Why clusters have no number yet, as far as a node knows. `/v1/fleets` and `doctor` show it.
public enum PendingReason: UInt8, Hashable, Sendable, CaseIterable {
    /// It was asked for, and nothing stands in the way.
    case deciding = 1
    /// Nobody founded the voters, or none were heard of.
    case noFounder
    /// No majority is in reach, but a fleet of another founding is: an operator has to choose.
    case quarrel
    /// Too few voters can be reached.
    case noMajority
    /// The voters have no room for more registers.
    case votersFull
    /// The roll holds what no voter of this program writes, or lacks what was decided: a disk went back in time.
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
