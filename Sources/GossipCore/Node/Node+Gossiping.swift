/// Eager dissemination of news (SWIM 4.1), within the quotas.
extension Node {
    /// How often each node sends an update: lambda * ceil(log10(n + 1)), n this node included.
    var sendLimit: Int {
        var digits = 1
        var power = 10
        while power < table.livingCount + 2 {
            digits += 1
            power *= 10
        }
        return configuration.timing.retransmitFactor * digits
    }

    /// With more news than this waiting (a mass start, a healed partition) the time that the last sends of
    /// each take is better spent on the first sends of others: of six sends by everybody one in 400 is missed
    /// (e^-6), and found by the fingerprint. Matters of life keep their full number.
    private static let crowd = 64
    private static let crowdedSendLimit = 6

    /// How often a node sends a report that it heard: what that misses the fingerprints find.
    static let reportSendLimit = 4
    /// What one datagram may cost a quota.
    private static let packetBytesMax = Limits.datagramBytesMax + Limits.packetOverheadBytes

    /// Queues news; they leave at once when the last round is a gossip period ago. Alone there is nobody to
    /// tell, and who comes later finds them by reconciliation.
    mutating func enqueue(_ update: ColdUpdate, _ urgency: ColdUpdate.Urgency) {
        guard table.livingCount > 0 else { return }
        coldQueue.enqueue(update, urgency: urgency.rawValue)
        guard schedule[.coldGossip] == nil else { return }
        schedule[.coldGossip] = coldGossipedAt.map { max(now, $0 + configuration.timing.gossipPeriod) } ?? now
    }

    mutating func enqueue(report key: [UInt8]) {
        guard table.livingCount > 0 else { return }
        hotQueue.enqueue(key, urgency: 0)
        guard schedule[.hotGossip] == nil else { return }
        schedule[.hotGossip] = hotGossipedAt.map { max(now, $0 + configuration.timing.gossipPeriod) } ?? now
    }

    /// What a peer told is told on, but not what a joiner learns of the past: the others know it.
    mutating func passOn(_ record: MemberRecord, isReconciliation: Bool) {
        guard !isReconciliation || isSynchronised else { return }
        enqueue(.member(record.id), record.state == .alive ? .member : .life)
    }

    mutating func gossipCold(into outbox: inout Outbox) {
        coldGossipedAt = now
        ring.pick(configuration.timing.gossipFanout, except: nil, using: &random, into: &picked)
        for peer in picked {
            guard !coldQueue.isEmpty, let position = table.find(peer) else { break }
            var datagram = taggedDatagram(to: table[position].record.gossip, in: &outbox)
            addSuspicion(of: position, in: &datagram, &outbox)
            guard addColdUpdates(to: &datagram, in: &outbox) else { break }
            finish(datagram, plane: .cold, in: &outbox)
        }
        guard !coldQueue.isEmpty, table.livingCount > 0 else { return }
        let next = now + configuration.timing.gossipPeriod
        schedule[.coldGossip] =
            coldQueue.hasWaiting(upTo: ColdUpdate.Urgency.life.rawValue)
            ? next : max(next, coldQuota.ready(for: Self.packetBytesMax))
    }

    mutating func gossipHot(into outbox: inout Outbox) {
        hotGossipedAt = now
        ring.pick(configuration.timing.gossipFanout, except: nil, using: &random, into: &picked)
        for peer in picked {
            guard !hotQueue.isEmpty, let position = table.find(peer) else { break }
            var datagram = taggedDatagram(to: table[position].record.gossip, in: &outbox)
            guard addReports(to: &datagram, in: &outbox) else { break }
            finish(datagram, plane: .hot, in: &outbox)
        }
        guard !hotQueue.isEmpty, table.livingCount > 0 else { return }
        schedule[.hotGossip] = max(
            now + configuration.timing.gossipPeriod, hotQuota.ready(for: Self.packetBytesMax))
    }

    /// The spare room of a ping or an ack carries news too (SWIM 4.1).
    mutating func fillUp(_ datagram: inout DatagramBuilder, in outbox: inout Outbox) {
        if coldQueue.isEmpty, hotQueue.isEmpty { return }
        var room = datagram.room
        tag(&datagram, in: &outbox)
        if !coldQueue.isEmpty {
            addColdUpdates(to: &datagram, in: &outbox)
            coldQuota.spend(room - datagram.room)
        }
        guard !hotQueue.isEmpty else { return }
        room = datagram.room
        addReports(to: &datagram, in: &outbox)
        hotQuota.spend(room - datagram.room)
    }

    /// - Returns: whether there was anything to add. Over quota only matters of life pass.
    @discardableResult
    private mutating func addColdUpdates(
        to datagram: inout DatagramBuilder, in outbox: inout Outbox
    ) -> Bool {
        let urgency: ColdUpdate.Urgency = coldQuota.allows(Self.packetBytesMax) ? .entry : .life
        var isAdded = false
        var misses = 0
        while datagram.room > Self.roomWorthFilling, let update = coldQueue.take(upTo: urgency.rawValue) {
            guard let record = record(of: update) else {
                coldQueue.remove(update)
                continue
            }
            if datagram.append(record, in: &outbox) {
                isAdded = true
            } else {
                coldQueue.putBack()
                misses += 1
                // A big one does not keep smaller ones back, but the search ends.
                if misses == 4 { break }
            }
        }
        let limit = sendLimit
        let isCrowded = coldQueue.count > Self.crowd
        coldQueue.settle(limit: limit, lesserLimit: isCrowded ? min(limit, Self.crowdedSendLimit) : limit)
        return isAdded
    }

    @discardableResult
    private mutating func addReports(to datagram: inout DatagramBuilder, in outbox: inout Outbox) -> Bool {
        guard hotQuota.allows(Self.packetBytesMax) else { return false }
        var isAdded = false
        while datagram.room > Self.roomWorthFilling, let key = hotQueue.take(upTo: 0) {
            guard let report = hot.report(key) else {
                hotQueue.remove(key)
                continue
            }
            if datagram.append(.report(report), in: &outbox) {
                isAdded = true
            } else {
                hotQueue.putBack()
                break
            }
        }
        hotQueue.settle(limit: Self.reportSendLimit)
        return isAdded
    }

    /// A suspicion or a death takes 36 bytes; less room is not worth a look into the queue.
    private static let roomWorthFilling = 35

    /// What is held of an update now; nil when it is over.
    private mutating func record(of update: ColdUpdate) -> Record? {
        switch update {
        case .member(let id):
            if id == own.id { return .member(own) }
            guard let position = table.find(id) else { return nil }
            var record = table[position].record
            if record.state == .dead {
                return .dead(Accusation(member: id, incarnation: record.incarnation, by: own.id))
            }
            if record.state == .suspect { record.state = .alive }
            return .member(record)
        case .suspicion(let id, let suspector):
            guard let position = table.find(id), let suspicion = table[position].suspicion,
                suspicion.suspectors.contains(suspector)
            else { return nil }
            let incarnation = table[position].record.incarnation
            return .suspect(Accusation(member: id, incarnation: incarnation, by: suspector))
        case .entry(let key):
            return tellableEntry(keyHash: key.keyHash).map { .entry($0) }
        }
    }
}
