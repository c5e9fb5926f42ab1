/// What came in one datagram besides its news, until all of it was looked at.
private struct Arrival {
    var sender: NodeID
    var source: Address
    var isReconciliation: Bool
    var lineage: Lineage?
    var ping: Ping?
    /// An ack to a question of ours that is still open.
    var freshAck: Ack?
}

/// Datagrams that arrive.
extension Node {
    mutating func receive(
        _ bytes: UnsafeMutableRawBufferPointer, from source: Address, into outbox: inout Outbox
    ) {
        traffic.receivedDatagrams += 1
        traffic.receivedBytes += UInt64(bytes.count)
        var reader: RecordReader
        do throws(DropReason) {
            let plaintext = try opener.open(bytes)
            do throws(WireError) {
                reader = try RecordReader(plaintext)
            } catch {
                throw .malformed
            }
            // A datagram of our own, of a former boot, or of a clone: none of them is a peer.
            if reader.sender == own.id { throw .ownEcho }
        } catch {
            traffic[error] += 1
            return
        }
        var arrival = Arrival(
            sender: reader.sender, source: source, isReconciliation: reader.flags.contains(.reconciliation))
        while let record = reader.next() { take(record, &arrival, into: &outbox) }
        // Only an answer to an open question proves that a member of the store is there: anything else may be
        // a recording from before this start, which the replay window cannot know (INV-9).
        if arrival.freshAck != nil { isThere(arrival.sender, into: &outbox) }
        // The answer comes after the news in the datagram, so that it tells of a refutation at once.
        if let ping = arrival.ping { answer(ping, from: arrival.sender, at: source, into: &outbox) }
        if let ack = arrival.freshAck {
            fleetTime.heard(ack.clockMinutes, of: arrival.sender, at: now)
            compare(ack, with: arrival.sender, at: source, into: &outbox)
        }
    }

    private mutating func take(_ record: Record, _ arrival: inout Arrival, into outbox: inout Outbox) {
        let sender = arrival.sender
        guard isWelcome(record, arrival, into: &outbox) else { return }
        switch record {
        case .ping(let ping):
            // One question a datagram, so that answers never outnumber questions.
            if arrival.ping == nil { arrival.ping = ping }
        case .ack(let ack):
            if acknowledged(ack, by: sender, into: &outbox) { arrival.freshAck = ack }
        case .pingRequest(let request):
            relay(request, for: arrival.source, into: &outbox)
        case .nack(let nack):
            heard(nack)
        case .indirectAck(let ack):
            acknowledged(ack)
        case .suspect(let accusation):
            heard(suspicion: accusation, into: &outbox)
        case .dead(let accusation):
            heard(death: accusation, into: &outbox)
        case .member(let offered):
            heard(offered, from: sender, isReconciliation: arrival.isReconciliation, into: &outbox)
        case .entry(let entry):
            heard(entry, isReconciliation: arrival.isReconciliation, into: &outbox)
        case .report(let report):
            heard(report, isReconciliation: arrival.isReconciliation, into: &outbox)
        case .ranges(let ranges):
            answer(ranges, to: arrival.source, into: &outbox)
        case .items(let items):
            answer(items, to: arrival.source, into: &outbox)
        case .want(let want):
            answer(want, to: arrival.source, into: &outbox)
        case .message(let bytes):
            outbox.events.append(.message(from: sender, bytes))
        case .voting(let bytes):
            receive(voting: bytes, from: sender, into: &outbox)
        case .lineage(let lineage):
            arrival.lineage = lineage
            heard(lineage, of: sender, into: &outbox)
        case .call(let call):
            answer(call, to: arrival.source, into: &outbox)
        case .candidacy(let answer):
            heard(answer, from: sender)
        }
    }

    /// Whether a record may pass between this node's lineage and the sender's.
    private mutating func isWelcome(
        _ record: Record, _ arrival: Arrival, into outbox: inout Outbox
    ) -> Bool {
        switch record {
        case .ping, .ack, .pingRequest, .nack, .indirectAck, .suspect, .dead, .member, .voting, .lineage,
            .call,
            .candidacy:
            return true
        case .entry(let entry) where trust(in: arrival.lineage) == .votersOnly:
            return entry.key.space == Candidacy.space || entry.key.space == VoterSetEntry.space
        case .report, .message:
            return trust(in: arrival.lineage) == .all
        case .ranges, .items:
            guard trust(in: arrival.lineage) == .membershipOnly else { return true }
            // Who begins to compare learns at once that there is nothing to compare.
            if let own = core?.set?.lineage { send(.lineage(own), to: arrival.source, into: &outbox) }
            return false
        case .entry, .want:
            return trust(in: arrival.lineage) != .membershipOnly
        }
    }
}
