/// Who votes: from one to three to five as members appear that stay, in different regions, and another for one
/// that is gone (docs/voting.md, Choosing). Any voter may propose a set; that one alone does so here only
/// avoids duels.
extension Node {
    /// Once in a `choicePeriod`, at each voter.
    mutating func choose(into outbox: inout Outbox) {
        isVotingStale = true
        guard let timing = configuration.voting?.timing, let set = core?.set, voting.isVoter else { return }
        schedule[.choose] = now + timing.choicePeriod
        for voter in set.voters {
            if votes(voter.id, in: set) {
                absences[voter.id] = nil
            } else if absences[voter.id] == nil {
                absences[voter.id] = now
            }
        }
        absences = absences.filter { set.contains($0.key) }
        reviseNominees()
        guard core?.isChanging == false, set.voters.first(where: { votes($0.id, in: set) })?.id == own.id,
            let next = successor(of: set, timing, into: &outbox)
        else { return }
        vote(into: &outbox) { core, now, wants in _ = core.replace(with: next, at: now, into: &wants) }
    }

    /// Whether a member is here and says that it votes in the epoch.
    private func votes(_ id: NodeID, in set: VoterSet) -> Bool {
        guard isHere(id) else { return false }
        if id == own.id { return true }
        guard let candidacy = candidacies[id] else { return false }
        return candidacy.lineage == set.lineage && candidacy.voting == set.epoch
    }

    /// The next voters; nil while the present ones should stay.
    private mutating func successor(
        of set: VoterSet, _ timing: VotingTiming, into outbox: inout Outbox
    ) -> [VoterKey]? {
        // A voter that is here but still takes over registers arrives before the epoch ends.
        let gone = set.voters.filter { voter in
            absences[voter.id].map { now - $0 >= timing.replaceAfter } ?? false
        }
        let isSettled = set.voters.allSatisfy {
            !isHere($0.id) || votes($0.id, in: set) || gone.contains($0)
        }
        guard isSettled else { return nil }
        guard !gone.isEmpty || set.voters.count < 5 && absences.isEmpty else { return nil }
        let eligible = eligible(besides: set, timing)
        if let out = gone.first {
            let kept = set.voters.filter { $0 != out }
            switch nominate(1, of: eligible, beside: kept, timing, into: &outbox) {
            case .chosen(let next): return kept + next
            case .waiting: return nil
            case .nobody: break
            }
            // Of five, two gone and nobody to follow them: three that are here can lose one more.
            let here = set.voters.filter { !gone.contains($0) }
            return set.voters.count == 5 && here.count == 3 ? here : nil
        }
        guard
            case .chosen(let next) = nominate(2, of: eligible, beside: set.voters, timing, into: &outbox)
        else { return nil }
        return set.voters + next
    }
}

// Who is asked to follow.
extension Node {
    private enum Choice {
        case chosen([VoterKey])
        /// For the answers of those that would be chosen.
        case waiting
        /// There are too few.
        case nobody
    }

    /// How many are called at a time: those that would be chosen, and who is next if they decline.
    private static let callsAtOnce = 8

    /// Chooses the best of the eligible, as soon as all of them have agreed.
    private mutating func nominate(
        _ count: Int, of eligible: [NodeID], beside kept: [VoterKey], _ timing: VotingTiming,
        into outbox: inout Outbox
    ) -> Choice {
        guard eligible.count >= count else { return .nobody }
        let best = best(Self.callsAtOnce, of: eligible, beside: kept)
        let agreed = best.prefix(count).compactMap { nominees[$0]?.answer?.key }
        if agreed.count == count { return .chosen(agreed) }
        for id in best { call(id, every: timing.choicePeriod, into: &outbox) }
        return .waiting
    }

    /// Members that may become voters, as far as this node heard of them.
    private func eligible(besides set: VoterSet, _ timing: VotingTiming) -> [NodeID] {
        var found: [NodeID] = []
        for slot in table.slots {
            let id = slot.record.id
            guard slot.record.state == .alive, slot.isVerified, !set.contains(id), foreigners[id] == nil
            else { continue }
            if let nominee = nominees[id] {
                if nominee.isSilent(at: now, after: timing.choicePeriod) { continue }
                if let answer = nominee.answer {
                    guard answer.mayVote, answer.lineage == set.lineage,
                        answer.expects > 1 || now - slot.since >= timing.candidateAge
                    else { continue }
                }
            }
            found.append(id)
        }
        return found
    }

    /// One after the other: of a region with the fewest voters, and among those the longest here.
    private func best(_ count: Int, of eligible: [NodeID], beside kept: [VoterKey]) -> [NodeID] {
        var numbers: [String: Int] = [:]
        var crowds: [Int] = []
        func number(_ id: NodeID) -> Int {
            let region = region(id)
            if let number = numbers[region] { return number }
            numbers[region] = crowds.count
            crowds.append(0)
            return crowds.count - 1
        }
        for voter in kept { crowds[number(voter.id)] += 1 }
        var left = eligible.map { (region: number($0), since: since($0), id: $0) }
        var chosen: [NodeID] = []
        while chosen.count < count,
            let best = left.indices.min(by: { first, second in
                let (first, second) = (left[first], left[second])
                return (crowds[first.region], first.since, first.id)
                    < (crowds[second.region], second.since, second.id)
            })
        {
            crowds[left[best].region] += 1
            chosen.append(left[best].id)
            left.remove(at: best)
        }
        return chosen
    }

    private func region(_ id: NodeID) -> String {
        id == own.id ? own.region : table.find(id).map { table[$0].record.region } ?? ""
    }

    private func since(_ id: NodeID) -> Instant { table.find(id).map { table[$0].since } ?? now }

    /// Forgets calls to who is gone or came back as another boot, and to who was silent long ago.
    private mutating func reviseNominees() {
        if nominees.isEmpty { return }
        nominees = nominees.filter { id, nominee in
            guard let position = table.find(id) else { return false }
            let record = table[position].record
            return record.state.isLiving && record.bootTag == nominee.bootTag && !nominee.isOver(at: now)
        }
    }

    private mutating func call(_ id: NodeID, every period: Instant.Span, into outbox: inout Outbox) {
        guard let position = table.find(id) else { return }
        let record = table[position].record
        var nominee =
            nominees[id] ?? Nominee(bootTag: record.bootTag, challenge: random.next())
        guard nominee.calls < Nominee.callsMax, nominee.isDue(at: now, after: period) else { return }
        nominee.calls += 1
        nominee.calledAt = now
        nominees[id] = nominee
        sendForVoting(.call(Call(challenge: nominee.challenge)), to: record.gossip, into: &outbox)
    }

    /// A voter looks for another.
    mutating func answer(_ call: Call, to source: Address, into outbox: inout Outbox) {
        guard let candidacy = ownCandidacy else { return }
        sendForVoting(
            .candidacy(CallAnswer(challenge: call.challenge, candidacy: candidacy)), to: source, into: &outbox
        )
    }

    /// A member answers. Who knows no voters yet has not answered: it is about to hear of them.
    mutating func heard(_ answer: CallAnswer, from sender: NodeID) {
        guard answer.candidacy.key.id == sender, answer.candidacy.lineage != nil,
            let nominee = nominees[sender], nominee.answer == nil, nominee.challenge == answer.challenge
        else { return }
        nominees[sender]?.answer = answer.candidacy
        if voting.isVoter { schedule[.choose] = now }
    }
}
