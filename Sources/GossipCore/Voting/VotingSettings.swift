/// What a node needs in order to vote.
public struct VotingSettings: Sendable {
    /// Its id is the node's.
    public var key: SigningKey
    /// Found the voters when as many nodes without voters have met; zero never founds.
    public var bootstrapExpect: Int
    /// Whether this node may be made a voter. Short-lived ones opt out.
    public var mayVote: Bool
    public var timing: VotingTiming

    public init(
        key: SigningKey, bootstrapExpect: Int, mayVote: Bool = true, timing: VotingTiming = .lan
    ) {
        self.key = key
        self.bootstrapExpect = bootstrapExpect
        self.mayVote = mayVote
        self.timing = timing
    }
}
