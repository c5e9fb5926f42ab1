/// What this node learns of other members.
extension Node {
    /// Takes what the store held. No events: the domain reads the members itself at its start.
    mutating func restore(_ restored: Restored) {
        for entry in restored.entries {
            if entry.key.space == Candidacy.space {
                restore(candidacy: entry)
            } else {
                _ = cold.merge(entry, index: &coldIndex)
            }
        }
        for stored in restored.members where stored.id != own.id && table.find(stored.id) == nil {
            guard table.count < Limits.membersMax else { break }
            var record = stored
            if record.state == .suspect { record.state = .alive }
            let isLiving = record.state.isLiving
            let position = table.append(
                MemberSlot(record: record, since: now, sinceWall: wall, isVerified: !isLiving))
            coldIndex.set(record.versionHash(keyHash: record.id.keyHash), for: record.id.keyHash)
            if record.state < .left { isSynchronised = false }
            if isLiving {
                ring.insert(record.id, using: &random)
                unverified.append(record.id)
                table.claimName(position)
            }
        }
        coldIndex.set(own.versionHash(keyHash: own.id.keyHash), for: own.id.keyHash)
    }

    /// This member answered: it is no longer only a memory of the store.
    mutating func isThere(_ member: NodeID, into outbox: inout Outbox) {
        guard let position = table.find(member), !table[position].isVerified else { return }
        change(position, into: &outbox) { $0.isVerified = true }
    }

    /// Somebody's record of a member.
    mutating func heard(
        _ offered: MemberRecord, from sender: NodeID, isReconciliation: Bool, into outbox: inout Outbox
    ) {
        if offered.id == own.id { return heardOfSelf(offered, into: &outbox) }
        var offered = offered
        // Suspicion travels on its own, with its suspector.
        if offered.state == .suspect { offered.state = .alive }
        guard let position = table.find(offered.id) else {
            guard !isOver(offered), insert(offered, into: &outbox) else { return }
            passOn(offered, isReconciliation: isReconciliation)
            return
        }
        let held = table[position].record
        var merged = held
        if held.state == .suspect { merged.state = .alive }
        // Forgotten today by a node whose clock says otherwise: its tombstone shall not be over at once.
        if held.state != .forgotten, isOver(offered) { offered.forgottenAt = tombstoneTime }
        guard merged.merge(offered) else { return }
        if isReconciliation, merged.state == .dead, held.state.isLiving, table[position].isVerified {
            return putOnTrial(position, as: merged, by: sender, into: &outbox)
        }
        if held.state == .suspect, merged.state == .alive, merged.incarnation == held.incarnation {
            merged.state = .suspect
        }
        change(position, into: &outbox) { slot in
            slot.record = merged
            slot.isVerified = true
        }
        passOn(merged, isReconciliation: isReconciliation)
    }

    /// A peer held this member dead, perhaps since a partition, and this node holds it alive. It is asked
    /// before it is believed dead, and can refute; the peer's settled judgement counts as full confirmation.
    private mutating func putOnTrial(
        _ position: Int, as dead: MemberRecord, by sender: NodeID, into outbox: inout Outbox
    ) {
        if dead.incarnation > table[position].record.incarnation {
            change(position, into: &outbox) { slot in
                slot.record = dead
                slot.record.state = .alive
            }
        }
        suspect(dead.id, by: sender, into: &outbox)
        guard table[position].suspicion?.isJudged == false else { return }
        table[position].suspicion?.isJudged = true
        setTimer(position)
        ask(dead.id, for: .confirmation, into: &outbox)
    }

    /// - Returns: false when the table is full of living members.
    private mutating func insert(_ record: MemberRecord, into outbox: inout Outbox) -> Bool {
        if table.count >= Limits.membersMax {
            guard let evicted = table.evictionCandidate() else { return false }
            drop(evicted, into: &outbox)
        }
        let position = table.append(
            MemberSlot(record: record, since: now, sinceWall: wall, isVerified: true))
        changed(position, from: nil, shown: nil, into: &outbox)
        return true
    }

    /// Drops a member from the table, the plane and the store.
    mutating func drop(_ id: NodeID, into outbox: inout Outbox) {
        guard table.find(id) != nil else { return }
        ring.remove(id)
        foreigners[id] = nil
        table.remove(id)
        coldIndex.set(nil, for: id.keyHash)
        outbox.persist.append(PersistRequest(change: .removeMember(id), token: nil))
    }

    /// Every change of a held member goes through here.
    mutating func change(_ position: Int, into outbox: inout Outbox, _ body: (inout MemberSlot) -> Void) {
        let former = table[position].record
        let shown = table[position].shownState
        body(&table[position])
        changed(position, from: former, shown: shown, into: &outbox)
    }

    /// Brings all that depends on a member's record in line with it.
    private mutating func changed(
        _ position: Int, from former: MemberRecord?, shown formerShown: MemberState?,
        into outbox: inout Outbox
    ) {
        if table[position].record.state != .suspect { table[position].suspicion = nil }
        isVotingStale = true
        let record = table[position].record
        let shown = table[position].shownState
        if shown != formerShown {
            table[position].since = now
            table[position].sinceWall = wall
        }
        let version = record.versionHash(keyHash: record.id.keyHash)
        // Suspicion is no part of the version, and is not worth a write to the disk.
        if coldIndex.set(version, for: record.id.keyHash) != version {
            var durable = record
            if durable.state == .suspect { durable.state = .alive }
            outbox.persist.append(PersistRequest(change: .member(durable), token: nil))
        }
        let wasLiving = former?.state.isLiving ?? false
        if record.state.isLiving, !wasLiving {
            ring.insert(record.id, using: &random)
            startProbing()
            startCatchingUp()
        } else if !record.state.isLiving, wasLiving {
            ring.remove(record.id)
            foreigners[record.id] = nil
        }
        if shown != formerShown || former != record {
            outbox.events.append(.member(table[position].member.record, previous: formerShown))
        }
        if let former, former.name != record.name { table.gaveUp(name: former.name, position) }
        if record.state.isLiving, !wasLiving || former?.name != record.name {
            claimName(position, into: &outbox)
        }
    }

    /// Two living members of one name confuse people and commands: say so.
    private mutating func claimName(_ position: Int, into outbox: inout Outbox) {
        let record = table[position].record
        let holder = own.name == record.name ? own : table.find(name: record.name).map { table[$0].record }
        if let holder, holder.id != record.id, holder.id == own.id || holder.state.isLiving {
            outbox.events.append(.nameConflict(holder.id, record.id))
            return
        }
        table.claimName(position)
    }
}
