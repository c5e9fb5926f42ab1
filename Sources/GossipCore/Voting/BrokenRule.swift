/// A rule that a test breaks on purpose, to show that the checkers notice. Production code sets none.
package enum BrokenRule: CaseIterable, Sendable {
    /// An answer leaves before what it promises is on the disk.
    case votesBeforeDurable
    /// Voters that do not answer are not counted in the set of which a majority is asked.
    case majorityOfTheLiving
    case sealedVoterAccepts
    case proposerSkipsPrepare
    /// A voter whose peers remember more of it than its disk does votes on.
    case rolledBackVoterVotes
    /// A new voter starts with what a single old one held.
    case startsFromOneVoter
    /// Ballots are ordered by their round alone, whatever their epoch.
    case ballotsIgnoreEpochs
    /// Signatures of votes are not looked at.
    case signaturesUnchecked
}
