// What the simulator sees of a voting core, and how it breaks a rule of one. The agent uses none of this.
extension Voting {
    /// As the public one, with a rule that is broken on purpose.
    package init(
        key: SigningKey, boot: UInt64, timing: VotingTiming, seed: UInt64, rows: [VotingRow], now: Instant,
        breaking rule: BrokenRule?
    ) throws(VotingRestoreError) {
        let restored = try VotingRestored(rows)
        self.init(
            key: key, boot: boot, timing: timing, seed: seed, restored: restored, now: now, broken: rule)
    }

    /// How this node stands as a voter of an epoch.
    package struct Standing: Hashable, Sendable {
        package var isActive: Bool
        package var isAttested: Bool
        package var isResigned: Bool
        package var isSealed: Bool
        /// The highest sequence that it saw of each voter, in the order of the set.
        package var witnessed: [UInt64]

        fileprivate init(_ voter: Voter) {
            isActive = voter.isActive
            isAttested = voter.isAttested
            isResigned = voter.isResigned
            isSealed = voter.acceptor.isSealed
            witnessed = voter.witnessed
        }
    }

    /// All that a packet could change, but for what is on its way to the disk.
    package struct Observation: Hashable, Sendable {
        package var set: VoterSet?
        package var standing: Standing?
        package var retired: Standing?
        package var registers: Int
        package var seals: Int
        /// Old voters whose registers are here, of as many as it takes.
        package var joined: Int?
    }

    package var observation: Observation {
        Observation(
            set: set, standing: voter.map(Standing.init), retired: retired.map(Standing.init),
            registers: voter?.acceptor.registers.count ?? 0, seals: seals.count,
            joined: joining?.done.count)
    }

    /// - Returns: nil if this node is no voter of `set`, or not yet, or no longer.
    package func standing(in set: VoterSet) -> Standing? {
        if set == self.set { return voter.map(Standing.init) }
        return set == previous ? retired.map(Standing.init) : nil
    }

    package func isProposing(_ key: RegisterKey) -> Bool { proposer.isProposing(key) }

    /// Answers that wait for the disk and could leave when it has everything up to `sequence`.
    package func answersHeld(upTo sequence: UInt64) -> Int { journal.answersHeld(upTo: sequence) }

    /// What the disk of `owner` remembers of the voters of a set.
    package struct Memory: Sendable {
        /// The newest set that it knows.
        package let set: VoterSet?
        private let restored: VotingRestored

        package init(_ rows: [VotingRow]) throws(VotingRestoreError) {
            restored = try VotingRestored(rows)
            set = restored.set
        }

        /// - Returns: the highest sequence of `voter` that `owner` saw; nil if it was no voter of `set`.
        package func witnessed(of voter: NodeID, in set: VoterSet, by owner: NodeID) -> UInt64? {
            restored.voter(of: set, own: owner)?.witnessed(of: voter)
        }
    }
}
