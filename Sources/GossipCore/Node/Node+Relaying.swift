/// Probes on behalf of others (SWIM 3.1; Lifeguard 3.1 for the nack).
extension Node {
    /// Pings the target for the asker. Answers at once for itself; when no place is free, not at all: the
    /// asker has other relays.
    mutating func relay(_ request: PingRequest, for asker: Address, into outbox: inout Outbox) {
        if request.target == own.id {
            let answer = IndirectAck(
                challenge: request.challenge, target: own.id, incarnation: own.incarnation)
            send(.indirectAck(answer), to: asker, into: &outbox)
            return
        }
        // The asker's period must still hold the nack: it asks after its timeout, and waits 3 / 2 of it.
        let ends = now + configuration.timing.probeTimeout * 3 / 4
        let probe = Probe(
            challenge: random.next(), target: request.target, address: request.address,
            purpose: .relay(for: asker, challenge: request.challenge), startedAt: now, deadline: ends,
            endsAt: ends)
        guard probes.insert(probe) else { return }
        var datagram = datagram(to: request.address, in: &outbox)
        datagram.append(ping(probe.challenge, low: request.target.low), in: &outbox)
        if let position = table.find(request.target) { addSuspicion(of: position, in: &datagram, &outbox) }
        finish(datagram, plane: nil, in: &outbox)
    }
}
