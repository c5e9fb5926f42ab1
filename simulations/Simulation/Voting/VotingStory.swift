import GossipCore

/// A directed schedule: an accident that chance alone brings about too seldom. Each is played by many seeds before
/// their storm, and shows one broken rule at once (docs/voting.md, What was checked).
enum VotingStory: String, CaseIterable, Sendable {
    /// A voter that was cut off while its epoch was sealed and succeeded comes back, does not hear of the
    /// succession, and proposes in the old epoch.
    case lateProposer
    /// A value is accepted at a high round by one voter alone; the epoch ends without it; two new voters
    /// decide another at a low round; then the third, which took the lone value over, is asked.
    case loneAcceptance
    /// A voter answers, and dies before the write of what it answered.
    case deathBeforeCommit
    /// Three voters, each cut off from the others, are asked for the same register.
    case allAlone
    /// Two of three accept a value; the two new voters of the next epoch reach a single old one first.
    case oneOldVoter
    /// A voter's disk goes back to before a decision, and another voter that has it is away.
    case oldDisk
    /// Two voters propose one after the other, and the second has not heard of the first.
    case secondProposer
    /// A member answers in the names of voters that are cut off.
    case falseWitness

    /// The rule that this story needs to end well.
    var rule: BrokenRule {
        switch self {
        case .lateProposer: .sealedVoterAccepts
        case .loneAcceptance: .ballotsIgnoreEpochs
        case .deathBeforeCommit: .votesBeforeDurable
        case .allAlone: .majorityOfTheLiving
        case .oneOldVoter: .startsFromOneVoter
        case .oldDisk: .rolledBackVoterVotes
        case .secondProposer: .proposerSkipsPrepare
        case .falseWitness: .signaturesUnchecked
        }
    }

    /// How many hosts it takes.
    var hosts: Int {
        switch self {
        case .lateProposer: 4
        case .loneAcceptance, .oneOldVoter: 5
        case .deathBeforeCommit, .allAlone, .oldDisk, .secondProposer, .falseWitness: 3
        }
    }
}

extension VotingWorld {
    /// - Returns: false if the world did not follow, as may happen with a broken rule.
    mutating func play(_ story: VotingStory) -> Bool {
        facts.stories += 1
        trace.note("story: \(story)", at: time)
        guard form([0, 1, 2]) else { return false }
        let isPlayed =
            switch story {
            case .lateProposer: playLateProposer()
            case .loneAcceptance: playLoneAcceptance()
            case .deathBeforeCommit: playDeathBeforeCommit()
            case .allAlone: playAllAlone()
            case .oneOldVoter: playOneOldVoter()
            case .oldDisk: playOldDisk()
            case .secondProposer: playSecondProposer()
            case .falseWitness: playFalseWitness()
            }
        mend()
        return isPlayed
    }

    /// Makes these hosts the voters, and waits until all of them vote.
    mutating func form(_ voters: [Int], by host: Int = 0, awaiting: [Int]? = nil) -> Bool {
        elect(voters, by: host) { world in (awaiting ?? voters).allSatisfy { world.isVoter($0, in: voters) } }
    }

    /// Makes these hosts the voters, and waits until all of them have heard so.
    mutating func elect(_ voters: [Int], by host: Int) -> Bool {
        elect(voters, by: host) { world in
            voters.allSatisfy { world.hosts[$0].core?.set.map(world.names) == voters.sorted() }
        }
    }

    private func isVoter(_ host: Int, in voters: [Int]) -> Bool {
        guard let core = hosts[host].core, let set = core.set else { return false }
        return core.isVoting && names(set) == voters.sorted()
    }

    private mutating func elect(
        _ voters: [Int], by host: Int, until isDone: (borrowing VotingWorld) -> Bool
    ) -> Bool {
        let deadline = now + .milliseconds(3_000)
        while !isDone(self), now < deadline, checker.violation == nil {
            replaceVoters(with: voters, by: host)
            run(until: now + .milliseconds(400), or: isDone)
        }
        return isDone(self)
    }

    /// Appends to the first list at a host, and waits for the answer.
    /// - Returns: whether it is decided.
    mutating func decide(at host: Int, within milliseconds: Int = 700) -> Bool {
        let before = facts.decided
        append(to: 0, at: host)
        run(until: now + .milliseconds(milliseconds)) {
            $0.hosts[host].core?.isProposing(VotingClient.lists[0]) != true
        }
        return facts.decided > before
    }

    /// Cuts the network into groups; a host that stands in none is alone.
    mutating func part(_ groups: [Int]...) {
        for host in hosts.indices {
            sides[host] = groups.firstIndex { $0.contains(host) } ?? 100 + host
        }
        facts.partitions += 1
        trace.note("parted: \(groups)", at: time)
    }

    mutating func lose(_ kind: SelectiveLoss.Kind?, from: Int? = nil, to: Int? = nil) {
        selective.append(
            SelectiveLoss(kind: kind, from: from, to: to, until: now + .milliseconds(3_600_000)))
    }
}
