import OrderedCollections

/// Decides registers, many at a time (CASPaxos, Rystsov 2018, 2.2). Safety rests on the ballots never
/// repeating and on majorities of the whole set; the rest is about ending soon.
///
/// Two things that are known to save a round trip are left out. A value that a majority reports at one
/// ballot is *not* taken as decided without a second phase: after a change of epoch the copies in a majority
/// of new voters may stem from one old voter, and another new voter may hold a later one.
struct Proposer: Sendable {
    let own: NodeID
    let boot: UInt64
    let timing: VotingTiming
    private var random: SeededGenerator
    /// Of every ballot that was used or heard of.
    private var round: UInt64 = 0
    private var proposals: OrderedDictionary<RegisterKey, Proposal> = [:]
    /// To be sent at the end of this step.
    private(set) var requests: [Request] = []
    private(set) var outcomes: [(key: RegisterKey, outcome: Outcome)] = []
    var broken: BrokenRule?

    /// One register's part of what goes to all voters.
    struct Request: Sendable {
        var ballot: Ballot
        var key: RegisterKey
        /// Nil in phase 1.
        var value: [UInt8]?
    }

    init(own: NodeID, boot: UInt64, timing: VotingTiming, seed: UInt64) {
        self.own = own
        self.boot = boot
        self.timing = timing
        random = SeededGenerator(seed: seed)
    }

    var nextDeadline: Instant? { proposals.values.lazy.map(\.dueAt).min() }

    func isProposing(_ key: RegisterKey) -> Bool { proposals[key] != nil }

    /// - Returns: false if the register is being decided here already, or too many are.
    mutating func propose(
        _ key: RegisterKey, _ change: RegisterChange, for span: Instant.Span, at now: Instant
    ) -> Bool {
        guard proposals[key] == nil, proposals.count < Limits.proposalsMax else { return false }
        proposals[key] = Proposal(change: change, giveUpAt: now + span, dueAt: now)
        return true
    }

    /// Another voter set decides from now on: what is under way starts again there.
    mutating func restart(at now: Instant) {
        // The new epoch's successor is another question.
        if proposals.removeValue(forKey: .successor) != nil { outcomes.append((.successor, .unknown)) }
        for index in proposals.values.indices {
            proposals.values[index].phase = .waiting
            proposals.values[index].dueAt = now
            proposals.values[index].attempts = 0
        }
        requests = []
    }

    /// Acts on every deadline that has come. `set` is nil while this node may not propose.
    mutating func wake(at now: Instant, _ set: VoterSet?) {
        // What starts together shares a ballot, and so a datagram.
        let epoch = broken == .ballotsIgnoreEpochs ? Epoch(0) : set?.epoch ?? Epoch(0)
        let fresh = Ballot(epoch: epoch, round: round + 1, node: own, boot: boot)
        var isFreshUsed = false
        for key in Array(proposals.keys) {
            guard var proposal = proposals[key], proposal.dueAt <= now else { continue }
            if now >= proposal.giveUpAt || proposal.attempts >= Limits.attemptsMax {
                proposals[key] = nil
                outcomes.append((key, .unknown))
                continue
            }
            switch proposal.phase {
            case .waiting:
                proposal.ballot = fresh
                isFreshUsed = true
                proposal.attempts += 1
                start(&proposal, .preparing(highest: .zero, value: nil), at: now)
                if broken == .proposerSkipsPrepare, let value = proposal.change.apply(nil) {
                    proposal.phase = .accepting(value: value)
                }
                send(key, &proposal)
            case .preparing, .accepting:
                if proposal.sends < timing.sendsMax {
                    proposal.dueAt = now + timing.answerTimeout
                    send(key, &proposal)
                } else if broken == .majorityOfTheLiving, let set, !proposal.yes.isEmpty {
                    advance(key, &proposal, set, at: now)
                    proposal.dueAt = now + timing.answerTimeout
                } else {
                    backOff(&proposal, at: now)
                }
            }
            if proposals[key] != nil { proposals[key] = proposal }
        }
        if isFreshUsed { round += 1 }
        if set == nil { requests = [] }
    }

    mutating func promised(
        _ key: RegisterKey, _ ballot: Ballot, _ promise: Acceptor.Promise, by voter: NodeID,
        of set: VoterSet, at now: Instant
    ) {
        if case .refused(.lower(let other)) = promise { round = max(round, other.round) }
        guard var proposal = proposals[key], proposal.ballot == ballot,
            case .preparing(let highest, _) = proposal.phase
        else { return }
        switch promise {
        case .promised(let accepted, let theirs):
            guard proposal.yes.insert(voter).inserted else { return }
            if accepted > highest { proposal.phase = .preparing(highest: accepted, value: theirs) }
        case .refused(let refusal):
            return refused(key, &proposal, refusal, by: voter, of: set, at: now)
        }
        proposals[key] = proposal
        if proposal.yes.count >= set.majority { advance(key, &proposal, set, at: now) }
    }

    mutating func accepted(
        _ key: RegisterKey, _ ballot: Ballot, _ acceptance: Acceptor.Acceptance, by voter: NodeID,
        of set: VoterSet, at now: Instant
    ) {
        if case .refused(.lower(let other)) = acceptance { round = max(round, other.round) }
        guard var proposal = proposals[key], proposal.ballot == ballot, case .accepting = proposal.phase
        else {
            return
        }
        switch acceptance {
        case .accepted: proposal.yes.insert(voter)
        case .refused(let refusal):
            return refused(key, &proposal, refusal, by: voter, of: set, at: now)
        }
        proposals[key] = proposal
        if proposal.yes.count >= set.majority { advance(key, &proposal, set, at: now) }
    }

    mutating func takeRequests() -> [Request] {
        defer { requests = [] }
        return requests
    }

    mutating func takeOutcomes() -> [(key: RegisterKey, outcome: Outcome)] {
        defer { outcomes = [] }
        return outcomes
    }

    /// A phase has its majority.
    private mutating func advance(
        _ key: RegisterKey, _ proposal: inout Proposal, _ set: VoterSet, at now: Instant
    ) {
        switch proposal.phase {
        case .waiting: return
        case .preparing(_, let value):
            guard let next = proposal.change.apply(value) ?? value else {
                proposals[key] = nil
                outcomes.append((key, .decided(nil)))
                return
            }
            guard !next.isEmpty, next.count <= Limits.registerBytesMax else {
                proposals[key] = nil
                outcomes.append((key, .full))
                return
            }
            start(&proposal, .accepting(value: next), at: now)
            send(key, &proposal)
            proposals[key] = proposal
        case .accepting(let value):
            proposals[key] = nil
            outcomes.append((key, .decided(value)))
        }
    }

    private mutating func refused(
        _ key: RegisterKey, _ proposal: inout Proposal, _ refusal: Acceptor.Refusal, by voter: NodeID,
        of set: VoterSet, at now: Instant
    ) {
        proposal.no.insert(voter)
        // Others may still be a majority.
        if proposal.no.count > set.voters.count - set.majority {
            if refusal == .limit {
                proposals[key] = nil
                outcomes.append((key, .full))
                return
            }
            backOff(&proposal, at: now)
        }
        proposals[key] = proposal
    }

    private func start(_ proposal: inout Proposal, _ phase: Proposal.Phase, at now: Instant) {
        proposal.phase = phase
        proposal.yes = []
        proposal.no = []
        proposal.sends = 0
        proposal.dueAt = now + timing.answerTimeout
    }

    private mutating func backOff(_ proposal: inout Proposal, at now: Instant) {
        proposal.phase = .waiting
        let span = timing.backoff.nanoseconds << Int64(min(proposal.attempts, 6) - 1)
        proposal.dueAt = now + Instant.Span(nanoseconds: Int64(random.below(Int(max(span, 1)))))
    }

    private mutating func send(_ key: RegisterKey, _ proposal: inout Proposal) {
        proposal.sends += 1
        switch proposal.phase {
        case .waiting: break
        case .preparing: requests.append(Request(ballot: proposal.ballot, key: key, value: nil))
        case .accepting(let value):
            requests.append(Request(ballot: proposal.ballot, key: key, value: value))
        }
    }
}
