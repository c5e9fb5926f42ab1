/// What a node knows of the voters now: who they are, and whether they can decide.
public struct VotingStatus: Hashable, Sendable {
    /// Nil until the voters were founded, or heard of.
    public var lineage: Lineage?
    /// Of the newest voter set that this node knows.
    public var epoch: Epoch?
    /// Of that set, ascending.
    public var voters: [NodeID] = []
    /// Whether this node votes now: it is in the set, has its registers, and its disk is not an old one. Only
    /// then may it propose.
    public var isVoter = false
    /// Whether more than half of all voters are alive as this node sees it and, at a voter, the last
    /// decision that it asked for was made.
    public var hasMajority = false
    /// Whether this node gave up its vote in this epoch, because its disk is an old one.
    public var isResigned = false
    /// The last member of another lineage that was met, unless it came over or is gone.
    public var quarrel: Quarrel?
    /// Whether this node waits to found the voters together with others (`--bootstrap-expect`).
    public var isFounding = false
    /// Whether no voters are known and this node was not told to found any.
    public var lacksFounder: Bool { lineage == nil && !isFounding }

    public init() {}
}
