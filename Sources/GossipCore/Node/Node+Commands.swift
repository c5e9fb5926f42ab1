/// What the domain and the operator ask for.
extension Node {
    mutating func carryOut(_ command: Command, into outbox: inout Outbox) {
        switch command {
        case .seeds(let addresses): join(addresses, into: &outbox)
        case .put(let key, let payload, let token): put(key, payload, token, into: &outbox)
        case .publish(let report):
            guard hot.merge(report, index: &hotIndex).isChange else { return }
            enqueue(report: report.key)
        case .send(let member, let bytes):
            guard bytes.count <= Limits.messageBytesMax, let position = table.find(member),
                table[position].record.state.isLiving
            else { return }
            var datagram = taggedDatagram(to: table[position].record.gossip, in: &outbox)
            datagram.append(.message(bytes), in: &outbox)
            finish(datagram, plane: nil, in: &outbox)
        case .decide(let key, let change, let span): decide(key, change, within: span, into: &outbox)
        case .leave: leave(into: &outbox)
        case .forget(let member): forget(member, into: &outbox)
        }
    }

    mutating func put(
        _ key: EntryKey, _ payload: [UInt8], _ token: PersistToken?, into outbox: inout Outbox
    ) {
        let former = cold.entry(key)
        if key.space.isWriteOnce, let former {
            // What stands may still be on its way to the disk: the token comes back after it.
            if let token { outbox.persist.append(PersistRequest(change: .entry(former), token: token)) }
            return
        }
        let entry = Entry(key: key, stamp: clock.tick(wall: wall, above: former?.stamp), payload: payload)
        guard cold.merge(entry, index: &coldIndex).isChange else { return }
        outbox.events.append(.entry(entry))
        learn(from: entry, into: &outbox)
        outbox.persist.append(PersistRequest(change: .entry(entry), token: token))
        guard let token else { return enqueue(.entry(key), .entry) }
        // What a crash may take back is told to nobody, by gossip or reconciliation: a number that peers saw
        // is on this disk (INV-15).
        unpersisted[token] = key
        coldIndex.set(former?.versionHash(keyHash: key.keyHash), for: key.keyHash)
    }

    /// What `put` wrote is on the disk: now the peers may know.
    mutating func persisted(_ token: PersistToken, into outbox: inout Outbox) {
        if persistedVoting(token, into: &outbox) { return }
        release(token)
        outbox.events.append(.persisted(token))
    }

    /// The entry that was written with this token may be told, unless a later write of it is under way.
    mutating func release(_ token: PersistToken) {
        guard let key = unpersisted.removeValue(forKey: token), let entry = cold.entry(key),
            !unpersisted.values.contains(key)
        else { return }
        coldIndex.set(entry.versionHash(keyHash: key.keyHash), for: key.keyHash)
        enqueue(.entry(key), .entry)
    }

    /// The entry behind a key hash as far as peers may know it: the index names no other version.
    func tellableEntry(keyHash: UInt64) -> Entry? {
        guard let entry = cold.entry(keyHash: keyHash),
            coldIndex.version(of: keyHash) == entry.versionHash(keyHash: keyHash)
        else { return nil }
        return entry
    }

    /// Says goodbye: `left` at the present incarnation, first of all.
    private mutating func leave(into outbox: inout Outbox) {
        guard own.state == .alive else { return }
        own.state = .left
        coldIndex.set(own.versionHash(keyHash: own.id.keyHash), for: own.id.keyHash)
        schedule[.probe] = nil
        schedule[.dial] = nil
        schedule[.verify] = nil
        schedule[.catchUp] = nil
        enqueue(.member(own.id), .life)
        // A round leaves in each gossip period; twice the time of all rounds, and 2 s at most.
        let rounds = (sendLimit + configuration.timing.gossipFanout - 1) / configuration.timing.gossipFanout
        let patience = min(.seconds(2), configuration.timing.gossipPeriod * (2 * rounds))
        schedule[.leave] = table.livingCount == 0 ? now : now + patience
    }

    mutating func endGoodbye(into outbox: inout Outbox) { outbox.events.append(.left) }
}
