/// The first voter set (docs/voting.md, Founding).
extension Node {
    /// Founds the voters when it is this node's turn: there are none, and as many nodes as were asked for agree
    /// on this one. Each agrees with one founder alone while that one is not held dead, on its disk, so that of
    /// fewer than twice as many nodes no two are founders.
    mutating func considerFounding(into outbox: inout Outbox) {
        guard let settings = configuration.voting, settings.bootstrapExpect > 0, own.state == .alive,
            core != nil, core?.set == nil, core?.wanted == nil
        else { return }
        if settings.bootstrapExpect == 1 { return foundAlone(settings, into: &outbox) }
        var agreed = 0
        var parties = 0
        var needed = UInt64(settings.bootstrapExpect)
        var lowest: NodeID?
        if let founder = chosenFounder, founder != own.id, !mayStillFound(founder) { chosenFounder = nil }
        for (id, candidacy) in candidacies where isHere(id) {
            parties += 1
            needed = max(needed, candidacy.expects)
            if candidacy.mayVote, lowest.map({ id < $0 }) ?? true { lowest = id }
            if id != own.id, candidacy.founder == own.id { agreed += 1 }
        }
        if chosenFounder == nil, parties >= needed { chosenFounder = lowest }
        guard chosenFounder == own.id, agreed + 1 >= needed else { return }
        found(into: &outbox)
    }

    private func mayStillFound(_ founder: NodeID) -> Bool {
        table.find(founder).map { table[$0].record.state.isLiving } ?? false
    }

    /// At once where there is nobody to ask; else not before the others had time to answer.
    private mutating func foundAlone(_ settings: VotingSettings, into outbox: inout Outbox) {
        let mayKnow = configuration.hasSeeds || table.count > 0
        let due = mayKnow ? startedAt + settings.timing.foundingPatience : startedAt
        if now < due {
            schedule[.choose] = due
        } else if settings.mayVote {
            found(into: &outbox)
        }
    }

    private mutating func found(into outbox: inout Outbox) {
        let seed =
            Array("rollcall lineage 1".utf8) + own.id.encoded()
            + [configuration.boot.high, configuration.boot.low].flatMap { VotingRows.bytes($0) }
        let lineage = Lineage(random: Blake2b256.hash(seed))
        vote(into: &outbox) { core, now, wants in core.found(lineage, at: now, into: &wants) }
    }
}
