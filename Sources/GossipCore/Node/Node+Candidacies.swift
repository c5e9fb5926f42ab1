/// The candidacies of the map: which of them are of use, and this node's own (docs/voting.md, In the node).
extension Node {
    /// As many candidacies take part in founding at least.
    private static let foundersMin = 8

    /// Whether the map should hold a candidacy, as far as this node knows.
    func isOfUse(_ candidacy: Candidacy) -> Bool {
        if let set = core?.set { return isOfUse(candidacy, to: set) }
        var all = candidacies
        all[candidacy.key.id] = candidacy
        return useful(of: all).contains { $0.key.id == candidacy.key.id }
    }

    /// Of these candidacies those that are of use: of the voters of the newest set, or, while there is none, of as
    /// many that are to found as it takes, the same at each node that knows the same.
    private func useful(of all: [NodeID: Candidacy]) -> [Candidacy] {
        guard let core else { return [] }
        if let set = core.set {
            return all.values.filter { isOfUse($0, to: set) }
        }
        let founders = all.values.filter { $0.lineage == nil && $0.expects > 0 && !isGone($0.key.id) }
        guard founders.count > Self.foundersMin else { return founders }
        let needed = min(founders.map(\.expects).max() ?? 0, UInt64(Limits.foundersMax / 2))
        let count = max(Self.foundersMin, Int(needed) * 2)
        let ordered = founders.sorted { left, right in
            left.mayVote == right.mayVote ? left.key.id < right.key.id : left.mayVote
        }
        return Array(ordered.prefix(count))
    }

    private func isOfUse(_ candidacy: Candidacy, to set: VoterSet) -> Bool {
        candidacy.lineage == set.lineage && set.contains(candidacy.key.id)
    }

    /// Whether a member is held dead, left or forgotten.
    private func isGone(_ id: NodeID) -> Bool {
        if id == own.id { return own.state != .alive }
        return table.find(id).map { !table[$0].record.state.isLiving } ?? false
    }

    /// Drops what is of no use any more. It does not come back: nobody goes back to an older set, and who is dead
    /// or left says so anew when it returns (INV-6).
    mutating func judgeCandidacies() {
        let useful = Set(useful(of: candidacies).map(\.key.id))
        guard useful.count < candidacies.count else { return }
        for id in Array(candidacies.keys) where !useful.contains(id) {
            candidacies[id] = nil
            cold.remove(Candidacy.entryKey(id), index: &coldIndex)
        }
    }

    /// Takes a candidacy of the store. What this node promised binds it even where nobody needs to hear it.
    mutating func restore(candidacy entry: Entry) {
        guard let candidacy = Candidacy(entry) else { return }
        if candidacy.key.id == own.id { chosenFounder = candidacy.founder }
        guard isOfUse(candidacy) else { return }
        _ = cold.merge(entry, index: &coldIndex)
        candidacies[candidacy.key.id] = candidacy
    }

    /// Whether what was heard belongs on this disk: the candidacies of others are told again at any time.
    func isKept(_ entry: Entry) -> Bool {
        entry.key.space != Candidacy.space || entry.stamp.writer == own.id
    }

    /// What this node says of itself.
    var ownCandidacy: Candidacy? {
        guard let settings = configuration.voting, let core, own.state == .alive else { return nil }
        var candidacy = Candidacy(
            key: settings.key.publicKey, mayVote: settings.mayVote,
            expects: UInt64(max(0, settings.bootstrapExpect)))
        candidacy.founder = chosenFounder
        candidacy.lineage = core.set?.lineage
        candidacy.voting = core.isVoting ? core.set?.epoch : nil
        return candidacy
    }

    /// Puts this node's candidacy into the map, if it is of use and the map does not have it.
    mutating func declareCandidacy(into outbox: inout Outbox) {
        guard let candidacy = ownCandidacy, candidacies[own.id] != candidacy, isOfUse(candidacy) else {
            return
        }
        candidacies[own.id] = candidacy
        candidaciesWritten += 1
        put(
            Candidacy.entryKey(own.id), candidacy.encoded(),
            PersistToken(Self.candidacyTokens + candidaciesWritten), into: &outbox)
    }
}
