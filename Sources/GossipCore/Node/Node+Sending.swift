/// Datagrams that leave.
extension Node {
    // What is called for each datagram is `mutating` even where it only reads: a method that does not change
    // the node is handed a copy of its 2.7 KB, and where the compiler cannot see through, of its references too.

    /// Begins a datagram.
    mutating func datagram(
        to address: Address, flags: PrologueFlags = [], in outbox: inout Outbox
    ) -> DatagramBuilder {
        DatagramBuilder(to: address, from: own.id, flags: flags, in: &outbox)
    }

    /// Seals a datagram, counts it, and takes it from its plane's quota; nil for questions and answers of
    /// the detector, which the protocol period and the questions of others bound.
    mutating func finish(
        _ datagram: consuming DatagramBuilder, plane: Plane?, in outbox: inout Outbox
    ) {
        let bytes = datagram.finish(with: &sealer, in: &outbox)
        traffic.sentDatagrams += 1
        traffic.sentBytes += UInt64(bytes)
        switch plane {
        case .cold: coldQuota.spend(bytes + Limits.packetOverheadBytes)
        case .hot: hotQuota.spend(bytes + Limits.packetOverheadBytes)
        case nil: break
        }
    }

    /// A fresh question to a target of which `low` is the low word of its id, or zero.
    mutating func ping(_ challenge: UInt64, low: UInt64) -> Record {
        .ping(
            Ping(
                challenge: challenge, target: low, incarnation: own.incarnation,
                cold: coldIndex.fingerprint, hot: UInt32(truncatingIfNeeded: hotIndex.fingerprint)))
    }

    /// Answers a ping, and tells the sender what it should know about itself.
    mutating func answer(
        _ ping: Ping, from sender: NodeID, at source: Address, into outbox: inout Outbox
    ) {
        guard ping.target == 0 || ping.target == own.id.low else { return }
        var datagram = datagram(to: source, in: &outbox)
        datagram.append(
            .ack(
                Ack(
                    challenge: ping.challenge, incarnation: own.incarnation, cold: coldIndex.fingerprint,
                    hot: UInt32(truncatingIfNeeded: hotIndex.fingerprint),
                    clockMinutes: FleetTime.minutes(of: wall))), in: &outbox)
        if let position = table.find(sender) {
            tell(position, claiming: ping.incarnation, in: &datagram, &outbox)
        }
        if ping.target == 0 { introduce(to: sender, in: &datagram, &outbox) }
        fillUp(&datagram, in: &outbox)
        finish(datagram, plane: nil, in: &outbox)
    }

    /// Who dials a seed learns who that is, and some others that it can ask: a thousand joiners of one seed
    /// must not all wait for what that one may send.
    private mutating func introduce(
        to stranger: NodeID, in datagram: inout DatagramBuilder, _ outbox: inout Outbox
    ) {
        datagram.append(.member(own), in: &outbox)
        // Without it a joiner may take nothing else of the map.
        if let key = foundingKey, let entry = tellableEntry(keyHash: key.keyHash) {
            tag(&datagram, in: &outbox)
            datagram.append(.entry(entry), in: &outbox)
        }
        guard coldQuota.allows(datagram.room) else { return }
        let room = datagram.room
        ring.pick(Self.introductions, except: stranger, using: &random, into: &picked)
        for id in picked {
            guard let position = table.find(id), table[position].record.state == .alive else { continue }
            datagram.append(.member(table[position].record), in: &outbox)
        }
        coldQuota.spend(room - datagram.room)
    }

    /// As many as fit a datagram, about.
    private static let introductions = 8

    /// Adds what the peer should know about itself: a suspicion (Lifeguard 3.3, the buddy system), or the
    /// record that is held of it where it thinks too well of itself (stale views).
    private mutating func tell(
        _ position: Int, claiming incarnation: Incarnation, in datagram: inout DatagramBuilder,
        _ outbox: inout Outbox
    ) {
        let record = table[position].record
        if record.incarnation > incarnation || !record.state.isLiving {
            datagram.append(.member(record), in: &outbox)
        } else {
            addSuspicion(of: position, in: &datagram, &outbox)
        }
    }

    /// Lifeguard 3.3: every datagram to a suspect carries the suspicion, so that it refutes soon.
    mutating func addSuspicion(
        of position: Int, in datagram: inout DatagramBuilder, _ outbox: inout Outbox
    ) {
        guard let suspicion = table[position].suspicion else { return }
        let record = table[position].record
        datagram.append(
            .suspect(
                Accusation(
                    member: record.id, incarnation: record.incarnation,
                    by: suspicion.suspectors.first ?? own.id)), in: &outbox)
    }

    /// Sends one record alone, outside any plan.
    mutating func send(_ record: Record, to address: Address, into outbox: inout Outbox) {
        var datagram = datagram(to: address, in: &outbox)
        datagram.append(record, in: &outbox)
        finish(datagram, plane: nil, in: &outbox)
    }
}
