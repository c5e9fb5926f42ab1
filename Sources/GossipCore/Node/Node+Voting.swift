/// The voting core in the node: what goes into it, and what comes out (docs/voting.md).
extension Node {
    /// Tokens from here on are the core's writes, by their sequence. The domain counts its own from zero.
    private static let writeTokens: UInt64 = 1 << 63
    /// Tokens from here on are this node's candidacies.
    static let candidacyTokens: UInt64 = 3 << 62

    /// - Returns: nil without settings, and where the rows are damaged: such a node never votes or founds.
    ///   (A driver refuses to start on them, `Restored.check`.)
    static func core(_ configuration: Configuration, _ restored: Restored, at now: Instant) -> Voting? {
        guard let settings = configuration.voting else { return nil }
        precondition(settings.key.id == configuration.id, "a node's id is the hash of its key")
        return try? Voting(
            key: settings.key, boot: configuration.boot.low, timing: settings.timing,
            seed: configuration.seed ^ 0x766F_7465, rows: restored.rows, now: now)
    }

    /// What a start leaves to do as soon as there is an outbox.
    mutating func startVoting(into outbox: inout Outbox) {
        isVotingStale = false
        guard core != nil else { return }
        if let set = core?.set { publish(set, into: &outbox) }
        followMap(into: &outbox)
        for entry in cold.entries(in: VoterSetEntry.space) { noteFounding(entry) }
        refreshVoting(into: &outbox)
    }

    mutating func decide(
        _ key: RegisterKey, _ change: RegisterChange, within span: Instant.Span, into outbox: inout Outbox
    ) {
        var isProposed = false
        vote(into: &outbox) { core, now, wants in
            guard core.isVoting else { return }
            isProposed = core.propose(key, change, for: span, at: now, into: &wants)
        }
        if !isProposed { outbox.events.append(.decided(key, .unknown)) }
    }

    mutating func receive(voting bytes: [UInt8], from sender: NodeID, into outbox: inout Outbox) {
        vote(into: &outbox) { core, now, wants in
            core.receive(bytes, from: sender, at: now, into: &wants)
        }
    }

    mutating func wakeVoting(into outbox: inout Outbox) {
        guard let due = core?.nextDeadline, due <= now else { return }
        if let set = core?.set {
            for voter in set.voters where candidacies[voter.id].map({ $0.isVoting(in: set) }) ?? false {
                core?.isInformed(voter.id)
            }
        }
        vote(into: &outbox) { core, now, wants in core.wake(at: now, into: &wants) }
    }

    /// - Returns: whether the token was of the core or of a candidacy.
    mutating func persistedVoting(_ token: PersistToken, into outbox: inout Outbox) -> Bool {
        guard token.number >= Self.writeTokens else { return false }
        if token.number >= Self.candidacyTokens {
            release(token)
        } else {
            let sequence = token.number - Self.writeTokens
            vote(into: &outbox) { core, now, wants in core.persisted(sequence, at: now, into: &wants) }
        }
        return true
    }

    /// One step of the core. Its writes go out before anything else of the step.
    mutating func vote(
        into outbox: inout Outbox, _ body: (inout Voting, Instant, inout VotingOutbox) -> Void
    ) {
        // Taken out, so that it is changed in place.
        guard var core = core.take() else { return }
        var wants = VotingOutbox()
        body(&core, now, &wants)
        self.core = consume core
        for write in wants.writes {
            let token = PersistToken(Self.writeTokens + write.sequence)
            outbox.persist.append(PersistRequest(change: .rows(write.rows), token: token))
        }
        for packet in wants.packets { send(packet, into: &outbox) }
        for event in wants.events { take(event, into: &outbox) }
        isVotingStale = true
    }

    private mutating func take(_ event: VotingEvent, into outbox: inout Outbox) {
        switch event {
        case .settled(let key, let outcome):
            guard key != .successor else { return }
            if case .unknown = outcome { doubtedAt = now } else { doubtedAt = nil }
            outbox.events.append(.decided(key, outcome))
        case .epoch(let set): publish(set, into: &outbox)
        case .voting, .resigned: break
        }
    }

    /// To any member whose address is known, dead or not: what the detector holds must not cost a vote.
    private mutating func send(_ packet: VotingOutbox.Packet, into outbox: inout Outbox) {
        guard let position = table.find(packet.to), table[position].record.state != .forgotten else { return }
        sendForVoting(.voting(packet.bytes), to: table[position].record.gossip, into: &outbox)
    }

    /// Sends a record within the quota of voting.
    mutating func sendForVoting(_ record: Record, to address: Address, into outbox: inout Outbox) {
        let bytes =
            Limits.datagramBytesMax - DatagramBuilder.roomMax + Limits.packetOverheadBytes + record.frameBytes
        guard votingQuota.allows(bytes) else {
            traffic[.quota] += 1
            return
        }
        votingQuota.spend(bytes)
        send(record, to: address, into: &outbox)
    }

    /// Brings `voting`, and what follows from it, in line with the core and the members.
    mutating func refreshVoting(into outbox: inout Outbox) {
        repeat {
            isVotingStale = false
            judgeCandidacies()
            considerFounding(into: &outbox)
            declareCandidacy(into: &outbox)
        } while isVotingStale
        let status = votingStatus
        guard status != voting else { return }
        voting = status
        outbox.events.append(.votersChanged)
        if status.isVoter, schedule[.choose] == nil { schedule[.choose] = now }
    }

    private var votingStatus: VotingStatus {
        var status = VotingStatus()
        guard let settings = configuration.voting, let core else { return status }
        status.quarrel = quarrel
        status.isFounding = core.set == nil && core.wanted == nil && settings.bootstrapExpect > 0
        guard let set = core.set else { return status }
        status.lineage = set.lineage
        status.epoch = set.epoch
        status.voters = set.voters.map(\.id)
        status.isVoter = core.isVoting && own.state == .alive
        status.isResigned = core.isResigned
        let isDoubtful = doubtedAt.map { now - $0 < Self.doubtSpan } ?? false
        // Who came over to another lineage is here, and votes no more in this one.
        let present = set.voters.count { isHere($0.id) && foreigners[$0.id] == nil }
        status.hasMajority = present >= set.majority && !isDoubtful
        return status
    }

    /// A decision that was not made counts against the majority for so long.
    private static let doubtSpan = Instant.Span.seconds(5)

    /// Whether a member is alive, or suspected to be not, as far as this run has heard.
    func isHere(_ id: NodeID) -> Bool {
        if id == own.id { return own.state == .alive }
        guard let position = table.find(id) else { return false }
        return table[position].isVerified && table[position].record.state.isLiving
    }
}

// What the map carries for the voters.
extension Node {
    /// An entry of the voters' spaces stands in the map only if it proves what it claims.
    func isCredible(_ entry: Entry) -> Bool {
        switch entry.key.space {
        case Candidacy.space: Candidacy(entry).map(isOfUse) ?? false
        case VoterSetEntry.space: VoterSetEntry(entry) != nil
        default: isVouchedFor(entry)
        }
    }

    /// The map took this entry.
    mutating func learn(from entry: Entry, into outbox: inout Outbox) {
        guard core != nil else { return }
        switch entry.key.space {
        case Candidacy.space:
            guard let candidacy = Candidacy(entry) else { return }
            candidacies[candidacy.key.id] = candidacy
            // After a lost disk the map still knows what this node promised.
            if candidacy.key.id == own.id, chosenFounder == nil { chosenFounder = candidacy.founder }
            isVotingStale = true
        case VoterSetEntry.space:
            followMap(into: &outbox)
            noteFounding(entry)
        default: break
        }
    }

    /// Follows the chain of voter sets as far as the map holds it.
    mutating func followMap(into outbox: inout Outbox) {
        if core?.set == nil { adoptFounding(into: &outbox) }
        while let set = core?.set,
            case .succession(let succession)? = cold.entry(
                VoterSetEntry.entryKey(set.lineage, set.epoch.next)
            ).flatMap({ VoterSetEntry($0) })
        {
            vote(into: &outbox) { core, now, wants in core.take(succession, at: now, into: &wants) }
            if core?.set == set { return }
        }
    }

    private mutating func noteFounding(_ entry: Entry) {
        guard case .founding(let set)? = VoterSetEntry(entry), set.lineage == core?.set?.lineage else {
            return
        }
        foundingKey = entry.key
    }

    /// Who knows no voters takes those of whom it hears first.
    private mutating func adoptFounding(into outbox: inout Outbox) {
        for entry in cold.entries(in: VoterSetEntry.space) {
            guard case .founding(let set)? = VoterSetEntry(entry) else { continue }
            vote(into: &outbox) { core, now, wants in core.adopt(set, at: now, into: &wants) }
            if core?.set != nil { return }
        }
    }

    /// Puts a set into the map that is proven, or founded here, and on the disk.
    private mutating func publish(_ set: VoterSet, into outbox: inout Outbox) {
        let key = VoterSetEntry.entryKey(set.lineage, set.epoch)
        guard cold.entry(key) == nil, let value = core?.proof(of: set) else { return }
        put(key, value.encoded(), nil, into: &outbox)
    }
}
