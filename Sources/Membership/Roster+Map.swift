import GossipCore

// What the node tells, and what that changes here. Nothing else writes to the tables of clusters,
// numbers and members, except what only a home knows.
extension Roster {
    /// Reads what the store held.
    mutating func restore(_ restored: Restored, at now: Instant) {
        for member in node.members {
            _ = homes.take(member.record.id, member.record.state, at: member.sinceWall)
        }
        for entry in restored.entries where entry.key.space == NumberKey.space {
            guard let key = NumberKey(entry.key), let holder = NumberKey.identity(decoding: entry.payload)
            else { continue }
            _ = book.take(key, holder: holder)
        }
        for entry in restored.entries {
            guard let identity = RegistrationEntry.identity(of: entry.key),
                let registration = RegistrationEntry(decoding: entry.payload),
                clusters.index(of: identity) == nil
            else { continue }
            let record = ClusterRecord(identity: identity, entry: registration, claim: entry.stamp)
            let index = clusters.add(record)
            if isHome(index) { keep(index, since: now) }
            clusters[index].number = book.number(of: identity, in: registration.fleet)
            clusters[index].isAnnouncedDown = down(index) != nil
            board.place(index, identity, in: registration.fleet, clusters[index].number)
        }
    }

    /// What a start leaves to do as soon as there is an outbox.
    mutating func start(at moment: Moment, into outbox: inout RosterOutbox) {
        startedAt = moment.wall
        introduce(above: nil, at: moment, into: &outbox)
        startShards(at: moment, into: &outbox)
        for index in clusters.all { wantNumber(index, at: moment, into: &outbox) }
    }

    /// Takes all events that the node left in the outbox, and those that follow from them.
    mutating func drain(at moment: Moment, into outbox: inout RosterOutbox) {
        while true {
            while !outbox.gossip.events.isEmpty {
                for event in outbox.gossip.takeEvents() { take(event, at: moment, into: &outbox) }
            }
            guard isAuthorityStale else { return }
            isAuthorityStale = false
            votersChanged(at: moment, into: &outbox)
        }
    }

    private mutating func take(_ event: Event, at moment: Moment, into outbox: inout RosterOutbox) {
        switch event {
        case .member(let record, let previous):
            take(record, previous: previous, at: moment, into: &outbox)
        case .entry(let entry) where entry.key.space == NumberKey.space:
            takeNumber(entry, at: moment, into: &outbox)
        case .entry(let entry) where entry.key.space == RegistrationEntry.space:
            takeRegistration(entry, at: moment, into: &outbox)
        case .entry:
            break  // Of a later version.
        case .report(let report):
            guard !takeNotice(report, at: moment, into: &outbox),
                !takeIntroduction(report, at: moment, into: &outbox)
            else { return }
            takeReport(report)
        case .message(let sender, let bytes) where ShardMessage.owns(bytes):
            withShards(.message(from: sender, bytes), at: moment, into: &outbox)
        case .message(let sender, let bytes):
            receive(bytes, from: sender, at: moment, into: &outbox)
        case .persisted(let token):
            persisted(token, at: moment, into: &outbox)
        case .decided(let register, let outcome) where ShardRegisters.owns(register):
            withShards(.decided(register, outcome), at: moment, into: &outbox)
        case .decided(let register, let outcome):
            withAuthority(at: moment, into: &outbox) { authority, view, numbers in
                authority.decided(register, outcome, at: moment.now, view, into: &numbers)
            }
        case .votersChanged:
            board.touch()
            isAuthorityStale = true
            outbox.changes.append(.votersChanged(node.voting))
            shardsHear(of: node.voting, at: moment, into: &outbox)
        case .resolveSeeds: outbox.changes.append(.resolveSeeds)
        case .cloned(let address): outbox.changes.append(.cloned(at: address))
        case .nameConflict(let one, let other): outbox.changes.append(.nameConflict(one, other))
        case .left: outbox.changes.append(.left)
        }
    }

    private mutating func take(
        _ record: MemberRecord, previous: MemberState?, at moment: Moment, into outbox: inout RosterOutbox
    ) {
        outbox.changes.append(.member(record, previous: previous))
        board.touch()
        isAuthorityStale = true
        shardsHear(of: record, at: moment, into: &outbox)
        guard homes.take(record.id, record.state, at: moment.wall) || previous == nil else { return }
        for index in clusters.all where clusters[index].home == record.id { refresh(index, into: &outbox) }
    }

    private mutating func takeRegistration(
        _ entry: Entry, at moment: Moment, into outbox: inout RosterOutbox
    ) {
        guard let identity = RegistrationEntry.identity(of: entry.key),
            let registration = RegistrationEntry(decoding: entry.payload)
        else { return }
        let known = clusters.index(of: identity)
        if let known, entry.stamp < clusters[known].claim { return }
        let formerFleet = known.map { clusters[$0].entry.fleet }
        let index =
            known
            ?? clusters.add(ClusterRecord(identity: identity, entry: registration, claim: entry.stamp))
        clusters[index].entry = registration
        clusters[index].claim = entry.stamp
        if formerFleet != registration.fleet {
            outbox.changes.append(
                .clusterRegistered(identity: identity.text, fleet: registration.fleet.text))
            clusters[index].number = book.number(of: identity, in: registration.fleet)
            if let formerFleet { unwantNumber(index, in: formerFleet) }
        }
        board.place(index, identity, in: registration.fleet, clusters[index].number)
        if known == nil { readReport(index) }
        if isHome(index) {
            if clusters[index].keeping == nil { keep(index, since: moment.now) }
            wantNumber(index, at: moment, into: &outbox)
        } else if let keeping = clusters[index].keeping {
            clusters[index].keeping = nil
            unwantNumber(index, in: registration.fleet)
            if registration.isDown, moment.now - keeping.lastBeat < settings.timeToLive {
                return contradict(registration, index, keeping, at: moment, into: &outbox)
            }
        }
        refresh(index, into: &outbox)
    }

    private mutating func takeNumber(_ entry: Entry, at moment: Moment, into outbox: inout RosterOutbox) {
        guard let key = NumberKey(entry.key), let holder = NumberKey.identity(decoding: entry.payload)
        else { return }
        for identity in book.take(key, holder: holder) {
            guard let index = clusters.index(of: identity), clusters[index].entry.fleet == key.fleet
            else { continue }
            renumber(index, at: moment, into: &outbox)
        }
    }
}
