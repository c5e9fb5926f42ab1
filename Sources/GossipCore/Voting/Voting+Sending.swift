// What leaves, and how much of it fits a packet.
extension Voting {
    /// Sends at once: it rests on nothing that is not durable.
    mutating func send(
        _ message: VotingMessage, in set: VoterSet, to node: NodeID, into outbox: inout VotingOutbox
    ) {
        emit(.init(to: node, bytes: VotingPacket.encode(message, set: set, key: key)), into: &outbox)
    }

    /// Sends when everything that was written so far is on the disk.
    mutating func promise(
        _ message: VotingMessage, in set: VoterSet, to node: NodeID, into outbox: inout VotingOutbox
    ) {
        let packet = VotingOutbox.Packet(to: node, bytes: VotingPacket.encode(message, set: set, key: key))
        if journal.release(.packet(packet)) { emit(packet, into: &outbox) }
    }

    /// Tells the domain when everything that was written so far is on the disk.
    mutating func announce(_ event: VotingEvent, into outbox: inout VotingOutbox) {
        if journal.release(.event(event)) { outbox.events.append(event) }
    }

    mutating func send(unsigned message: VotingMessage, to node: NodeID, into outbox: inout VotingOutbox) {
        guard node != own else { return }
        outbox.packets.append(.init(to: node, bytes: VotingPacket.encode(message)))
    }

    mutating func emit(_ packet: VotingOutbox.Packet, into outbox: inout VotingOutbox) {
        if packet.to == own { loopback.append(packet.bytes) } else { outbox.packets.append(packet) }
    }

    /// What the proposer wants asked, to all voters. Requests of one ballot and phase share packets.
    mutating func sendRequests(into outbox: inout VotingOutbox) {
        guard let set else { return }
        var requests = proposer.takeRequests()[...]
        let witnessed = voter?.witnessed ?? set.voters.map { _ in 0 }
        while let first = requests.first {
            let batch = requests.prefix {
                $0.ballot == first.ballot && ($0.value == nil) == (first.value == nil)
            }
            requests = requests.dropFirst(batch.count)
            let messages: [VotingMessage]
            if first.value == nil {
                messages = Self.split(batch.map(\.key)).map {
                    .prepare(first.ballot, witnessed: witnessed, $0)
                }
            } else {
                let items = batch.map { AcceptItem(key: $0.key, value: $0.value ?? []) }
                messages = Self.split(items).map { .accept(first.ballot, witnessed: witnessed, $0) }
            }
            for message in messages {
                let bytes = VotingPacket.encode(message, set: set, key: key)
                for voter in set.voters { emit(.init(to: voter.id, bytes: bytes), into: &outbox) }
            }
        }
    }

    /// Cuts items into runs that fit a packet each.
    static func split<Item: WireValue>(_ items: [Item]) -> [[Item]] {
        let roomMax = Limits.votingPacketBytesMax - Limits.votingEnvelopeBytesMax
        var runs: [[Item]] = []
        var room = 0
        for item in items {
            var meter = WireMeter()
            item.write(to: &meter)
            if runs.isEmpty || meter.count > room {
                runs.append([])
                room = roomMax
            }
            runs[runs.count - 1].append(item)
            room -= meter.count
        }
        return runs
    }
}
