import GossipCore

/// What a `NumberAuthority` sees of the rest of the node when it acts.
struct NumberView: Sendable {
    var voting: VotingStatus
    /// Voters that can be asked, this node included if it votes: in the set, and not dead or left. Ascending.
    var candidates: [NodeID]
    var book: NumberBook
    /// Whether this node compared its map with a peer since its start, or has none.
    var isSynchronised: Bool

    /// What this node attests with as a voter.
    var attestor: Attestor?

    /// Why nothing is decided now; nil where nothing is known to stand in the way.
    var obstacle: PendingReason? {
        if voting.lineage == nil { return .noFounder }
        if voting.hasMajority { return nil }
        return voting.quarrel == nil ? .noMajority : .quarrel
    }
}
