/// The name of one attempt of one proposer (CASPaxos: ballot number). At one ballot a register is
/// proposed one value at most, so a ballot also names the request that an answer belongs to.
///
/// It never repeats: within a run the round rises, and no two runs share a boot, which is random at each
/// start. A stored counter would repeat after a disk was rolled back, and in a cloned state directory.
///
/// The epoch comes first in the order: what one new voter took over from the epoch before, undecided, must
/// not outweigh what a lower round decided in this one (docs/voting.md, Epochs).
public struct Ballot: Hashable, Comparable, Sendable {
    public var epoch: Epoch
    public var round: UInt64
    public var node: NodeID
    /// `BootID.low` of the proposer's run.
    public var boot: UInt64

    public init(epoch: Epoch, round: UInt64, node: NodeID, boot: UInt64) {
        self.epoch = epoch
        self.round = round
        self.node = node
        self.boot = boot
    }

    /// Below every ballot of a proposer: nothing was promised or accepted.
    public static let zero = Ballot(epoch: Epoch(0), round: 0, node: NodeID(high: 0, low: 0), boot: 0)

    public static func < (left: Ballot, right: Ballot) -> Bool {
        (left.epoch, left.round, left.node, left.boot) < (right.epoch, right.round, right.node, right.boot)
    }
}
