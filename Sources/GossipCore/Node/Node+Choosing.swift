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
        guard core?.isChanging == false, set.voters.first(where: { votes($0.id, in: set) })?.id == own.id,
            let next = successor(of: set, timing)
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
    private func successor(of set: VoterSet, _ timing: VotingTiming) -> [VoterKey]? {
        // A voter that is here but still takes over registers arrives before the epoch ends.
        let gone = set.voters.filter { voter in
            absences[voter.id].map { now - $0 >= timing.replaceAfter } ?? false
        }
        let isSettled = set.voters.allSatisfy {
            !isHere($0.id) || votes($0.id, in: set) || gone.contains($0)
        }
        guard isSettled else { return nil }
        var candidates = candidates(besides: set, timing)
        var kept = set.voters
        if let out = gone.first {
            kept.removeAll { $0 == out }
            if let best = best(of: candidates, beside: kept) { return kept + [best] }
            // Of five, two gone and nobody to follow them: three that are here can lose one more.
            let here = set.voters.filter { !gone.contains($0) }
            return set.voters.count == 5 && here.count == 3 ? here : nil
        }
        guard set.voters.count < 5, absences.isEmpty, candidates.count >= 2 else { return nil }
        for _ in 0..<2 {
            guard let best = best(of: candidates, beside: kept) else { return nil }
            kept.append(best)
            candidates.removeAll { $0 == best.id }
        }
        return kept
    }

    /// Members that may become voters, ascending by id.
    private func candidates(besides set: VoterSet, _ timing: VotingTiming) -> [NodeID] {
        var found: [NodeID] = []
        for slot in table.slots {
            guard slot.record.state == .alive, slot.isVerified, !set.contains(slot.record.id),
                let candidacy = candidacies[slot.record.id], candidacy.mayVote,
                candidacy.lineage == set.lineage,
                candidacy.expects > 1 || now - slot.since >= timing.candidateAge
            else { continue }
            found.append(slot.record.id)
        }
        return found.sorted()
    }

    /// Of a region with the fewest voters, and among those the longest here.
    private func best(of candidates: [NodeID], beside kept: [VoterKey]) -> VoterKey? {
        var crowd: [String: Int] = [:]
        for voter in kept { crowd[region(voter.id), default: 0] += 1 }
        let best = candidates.min { left, right in
            let (leftCrowd, rightCrowd) = (crowd[region(left), default: 0], crowd[region(right), default: 0])
            let (leftSince, rightSince) = (since(left), since(right))
            return (leftCrowd, leftSince, left) < (rightCrowd, rightSince, right)
        }
        return best.flatMap { candidacies[$0]?.key }
    }

    private func region(_ id: NodeID) -> String {
        id == own.id ? own.region : table.find(id).map { table[$0].record.region } ?? ""
    }

    private func since(_ id: NodeID) -> Instant { table.find(id).map { table[$0].since } ?? now }
}
