import GossipCore

// Accidents around a change of epoch. Hosts 0, 1 and 2 are the voters at first; 3, 4 and 5 are spare where
// there are as many.
extension VotingWorld {
    mutating func playLateProposer() -> Bool {
        part([0, 1, 3])
        guard form([0, 1, 3]), decide(at: 0) else { return false }
        mend()
        lose(.succession, to: 2)
        // Refused by the sealed voters, or a second history.
        _ = decide(at: 2, within: 200)
        return decide(at: 0)
    }

    mutating func playLoneAcceptance() -> Bool {
        // Promises reach 0, and its accepts nobody but itself, attempt after attempt.
        lose(.accept, from: 0)
        _ = decide(at: 0, within: 500)
        part([1, 2, 3, 4])
        guard form([0, 3, 4], by: 1, awaiting: [3, 4]), decide(at: 3) else { return false }
        part([0, 1, 2, 3])
        run(300)
        return decide(at: 3)
    }

    mutating func playOneOldVoter() -> Bool {
        // Only 0 and 1 accept.
        part([0, 1])
        guard decide(at: 0) else { return false }
        mend()
        // The new voters hear nothing but the registers of 2 for a while.
        lose(.page, from: 0)
        lose(.page, from: 1)
        guard elect([2, 3, 4], by: 0) else { return false }
        run(300)
        _ = decide(at: 3, within: 200)
        mend()
        run(300)
        return decide(at: 4)
    }
}
