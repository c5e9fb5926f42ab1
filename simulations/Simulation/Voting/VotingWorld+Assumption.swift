import GossipCore

// What may be expected of the voters when all faults are over (docs/voting.md, Assumptions).
extension VotingWorld {
    enum Expectation {
        /// A majority of the newest voters has its votes, or can get them: it has to decide.
        case decides
        /// A majority of the newest voters lost its disks, or its votes with old ones.
        case votersLost
        /// Too few of the newest voters began to vote, and of those before them a majority lost its votes, so
        /// that the registers cannot be taken over.
        case registersLost
    }

    var expectation: Expectation {
        guard let newest = checker.newestSet, hasVotes(newest) else { return .votersLost }
        let active = newest.voters.count { voter in
            hasVotes(voter.id, in: newest) && hosts(voter.id)?.core?.standing(in: newest)?.isActive == true
        }
        if active >= newest.majority { return .decides }
        guard let previous = checker.sets.values.first(where: { $0.epoch.next == newest.epoch }) else {
            return .votersLost
        }
        return hasVotes(previous) ? .decides : .registersLost
    }

    private func hasVotes(_ set: VoterSet) -> Bool {
        set.voters.count { hasVotes($0.id, in: set) } >= set.majority
    }

    /// Whether all that a voter ever voted in this epoch is on its disk.
    private func hasVotes(_ voter: NodeID, in set: VoterSet) -> Bool {
        hosts(voter).map { !$0.isGone && !$0.forgotten.contains(set.epoch) } ?? false
    }

    private func hosts(_ node: NodeID) -> VotingHost? { hostOf[node].map { hosts[$0] } }
}
