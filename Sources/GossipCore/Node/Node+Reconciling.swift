/// Both planes: what peers send of them, and how differences are found (docs/protocol.md, Reconciliation).
extension Node {
    mutating func heard(_ entry: Entry, isReconciliation: Bool, into outbox: inout Outbox) {
        // In a mass start most of what arrives is known: then there is nothing to check.
        if cold.holds(entry) { return }
        guard isCredible(entry) else { return }
        clock.observe(entry.stamp, wall: wall)
        guard cold.merge(entry, index: &coldIndex).isChange else { return }
        outbox.events.append(.entry(entry))
        if isKept(entry) { outbox.persist.append(PersistRequest(change: .entry(entry), token: nil)) }
        if !isReconciliation || isSynchronised { enqueue(.entry(entry.key), .entry) }
        learn(from: entry, into: &outbox)
    }

    mutating func heard(_ report: Report, isReconciliation: Bool, into outbox: inout Outbox) {
        guard hot.merge(report, index: &hotIndex).isChange else { return }
        outbox.events.append(.report(report))
        if !isReconciliation { enqueue(report: report.key) }
    }

    /// A peer's fingerprints, fresh. Only who asked compares, so that two nodes do not both begin.
    mutating func compare(
        _ ack: Ack, with peer: NodeID, at address: Address, into outbox: inout Outbox
    ) {
        let timing = configuration.timing
        if foreigners[peer] != nil, ack.cold != coldIndex.fingerprint {
            isSynchronised = isSynchronised || isAmongForeigners
            return
        }
        if ack.cold == coldIndex.fingerprint {
            isSynchronised = true
            isBehind = false
            // Who holds the same map came over, whether or not it said so.
            if foreigners.removeValue(forKey: peer) != nil { isVotingStale = true }
        } else if isTime(
            for: timing.reconcilePeriod, since: coldReconciledAt,
            hasNews: isSynchronised && !coldQueue.isEmpty)
        {
            coldReconciledAt = now
            // The clock that was just heard may have put an end to some.
            judgeTombstones()
            guard ack.cold != coldIndex.fingerprint else {
                return compare(ack, with: peer, at: address, into: &outbox)
            }
            open(.cold, to: address, into: &outbox)
            isBehind = coldQueue.isEmpty
            startCatchingUp()
        }
        if ack.hot != UInt32(truncatingIfNeeded: hotIndex.fingerprint),
            isTime(for: timing.freshnessPeriod, since: hotReconciledAt, hasNews: !hotQueue.isEmpty)
        {
            hotReconciledAt = now
            open(.hot, to: address, into: &outbox)
        }
    }

    /// At most once a period. While news are on their way a difference is natural: then at a quarter of that.
    private func isTime(for period: Instant.Span, since last: Instant?, hasNews: Bool) -> Bool {
        guard let last else { return true }
        // Probes are a period apart too; a little less, so that not every second one comes too early.
        return now - last >= (hasNews ? period * 4 : period * 3 / 4)
    }

    private mutating func open(_ plane: Plane, to address: Address, into outbox: inout Outbox) {
        deliver(Reconciler(plane: plane).opening(index(of: plane)), plane, to: address, into: &outbox)
    }

    mutating func answer(_ ranges: Ranges, to address: Address, into outbox: inout Outbox) {
        let answer = Reconciler(plane: ranges.plane).answer(
            ranges, index: index(of: ranges.plane), rotation: rotation())
        deliver(answer, ranges.plane, to: address, into: &outbox)
    }

    mutating func answer(_ items: Items, to address: Address, into outbox: inout Outbox) {
        let answer = Reconciler(plane: items.plane).answer(
            items, index: index(of: items.plane), rotation: rotation())
        deliver(answer, items.plane, to: address, into: &outbox)
    }

    mutating func answer(_ want: Want, to address: Address, into outbox: inout Outbox) {
        let answer = Reconciler(plane: want.plane).answer(want, index: index(of: want.plane))
        deliver(answer, want.plane, to: address, into: &outbox)
    }

    private func index(of plane: Plane) -> ReconciliationIndex { plane == .cold ? coldIndex : hotIndex }

    private mutating func rotation() -> Int { Int(truncatingIfNeeded: random.next() >> 1) }

    /// Packs an answer into datagrams, as far as the plane's quota goes. What does not go is found again at
    /// the next mismatch.
    private mutating func deliver(
        _ answer: ReconciliationAnswer, _ plane: Plane, to address: Address, into outbox: inout Outbox
    ) {
        if answer.isEmpty { return }
        var records: [Record] = answer.ranges.map { .ranges($0) } + answer.items.map { .items($0) }
        if let want = answer.want { records.append(.want(want)) }
        records += answer.send.lazy.compactMap { contents(of: $0, in: plane) }
        var next = 0
        while next < records.count {
            // The lower half of a burst is for news: what is asked for must not starve what nobody knows.
            guard plane == .cold ? coldQuota.isHalfFull : hotQuota.isHalfFull else {
                traffic[.quota] += 1
                return
            }
            var datagram = taggedDatagram(to: address, flags: .reconciliation, in: &outbox)
            let tags = datagram.count
            while next < records.count, datagram.append(records[next], in: &outbox) { next += 1 }
            // A record that fits no datagram is a bug of whoever let it into the map; it must not loop.
            if datagram.count == tags {
                next += 1
            } else {
                finish(datagram, plane: plane, in: &outbox)
            }
        }
    }

    private func contents(of keyHash: UInt64, in plane: Plane) -> Record? {
        if plane == .hot { return hot.report(keyHash: keyHash).map { .report($0) } }
        if keyHash == own.id.keyHash { return .member(own) }
        if let position = table.find(keyHash: keyHash) {
            var record = table[position].record
            if record.state == .suspect { record.state = .alive }
            return .member(record)
        }
        return tellableEntry(keyHash: keyHash).map { .entry($0) }
    }
}
