/// The failure detector's questions (SWIM 3.1 and 4.3; Lifeguard 3.1).
extension Node {
    /// The first period starts at a random moment, so that nodes started together do not probe in step.
    mutating func startProbing() {
        guard schedule[.probe] == nil, own.state == .alive else { return }
        let wait = random.below(max(1, Int(configuration.timing.probePeriod.nanoseconds)))
        schedule[.probe] = now + Instant.Span(nanoseconds: Int64(wait))
    }

    /// One protocol period: the next member of the ring is asked (SWIM 4.3).
    mutating func probeNext(into outbox: inout Outbox) {
        guard own.state == .alive, let target = ring.next(using: &random) else { return }
        schedule[.probe] = now + health.scaled(configuration.timing.probePeriod)
        ask(target, for: .period, into: &outbox)
    }

    /// Starts a probe, unless one with this purpose runs.
    /// - Returns: false when there was no room.
    @discardableResult
    mutating func ask(_ target: NodeID, for purpose: Probe.Purpose, into outbox: inout Outbox) -> Bool {
        guard let position = table.find(target) else { return false }
        guard probes.index(target: target, purpose: purpose) == nil else { return true }
        let timeout = health.scaled(configuration.timing.probeTimeout)
        let isLast = purpose == .lastChance
        let ends = isLast ? now + timeout : now + health.scaled(configuration.timing.probePeriod)
        let probe = Probe(
            challenge: random.next(), target: target, address: table[position].record.gossip,
            purpose: purpose, step: isLast ? .indirectAgain : .direct, startedAt: now,
            deadline: isLast ? ends : min(now + timeout, ends), endsAt: ends)
        guard probes.insert(probe) else { return false }
        ping(probe, position: position, into: &outbox)
        if isLast, let index = probes.index(challenge: probe.challenge) {
            askRelays(index, into: &outbox)
        }
        return true
    }

    /// Pings the target of a probe. The same challenge each time, so that an answer to any counts.
    private mutating func ping(_ probe: Probe, position: Int, into outbox: inout Outbox) {
        var datagram = datagram(to: probe.address, in: &outbox)
        datagram.append(ping(probe.challenge, low: probe.target.low), in: &outbox)
        addSuspicion(of: position, in: &datagram, &outbox)
        fillUp(&datagram, in: &outbox)
        finish(datagram, plane: nil, in: &outbox)
    }

    /// A probe's deadline came: it goes one step up the ladder, or fails (SWIM 3.1).
    mutating func escalate(_ index: Int, into outbox: inout Outbox) {
        let probe = probes[index]
        let timeout = configuration.timing.probeTimeout
        if now - probe.deadline > timeout {
            // This process paused: its answer may wait in the socket. A moment to read it.
            let grace = now + timeout / 4
            probes.update(index) { probe in
                probe.deadline = grace
                probe.endsAt = max(probe.endsAt, grace)
            }
            return
        }
        guard probe.isLaddered, probe.step != .indirectAgain, let position = table.find(probe.target) else {
            probes.remove(at: index)
            failed(probe, into: &outbox)
            return
        }
        let next = now + Instant.Span(nanoseconds: max(0, (probe.endsAt - now).nanoseconds) / 2)
        probes.update(index) { probe in
            probe.step = probe.step == .direct ? .indirect : .indirectAgain
            probe.deadline = probe.step == .indirect ? next : probe.endsAt
        }
        ping(probe, position: position, into: &outbox)
        askRelays(index, into: &outbox)
    }

    /// Asks k random members to ping the target; of a second round other ones.
    private mutating func askRelays(_ index: Int, into outbox: inout Outbox) {
        let probe = probes[index]
        let count = configuration.timing.indirectProbes
        ring.pick(count + probe.relays.count, except: probe.target, using: &random, into: &picked)
        let relays = picked.filter { !probe.relays.contains($0) }.prefix(count)
        let request = PingRequest(challenge: probe.challenge, target: probe.target, address: probe.address)
        for relay in relays {
            guard let position = table.find(relay) else { continue }
            send(.pingRequest(request), to: table[position].record.gossip, into: &outbox)
        }
        // Nacks of the second round would come too late to count.
        let isFirst = probe.relays.isEmpty
        probes.update(index) { probe in
            probe.relays += relays
            if isFirst { probe.nacksExpected = relays.count }
        }
    }

    private mutating func failed(_ probe: Probe, into outbox: inout Outbox) {
        switch probe.purpose {
        case .period:
            health.probeFailed(nacksExpected: probe.nacksExpected, nacks: probe.nacks)
            suspect(probe.target, by: own.id, into: &outbox)
        case .confirmation:
            suspect(probe.target, by: own.id, into: &outbox)
        case .lastChance:
            lastChancePassed(probe.target, into: &outbox)
        case .relay(let asker, let challenge):
            send(.nack(Nack(challenge: challenge)), to: asker, into: &outbox)
        case .dial:
            break
        }
    }

    /// - Returns: whether the ack answers an open question of ours, put to this sender.
    mutating func acknowledged(_ ack: Ack, by sender: NodeID, into outbox: inout Outbox) -> Bool {
        guard let index = probes.index(challenge: ack.challenge) else { return false }
        let probe = probes[index]
        guard probe.target == sender || probe.target.isUnknown else { return false }
        probes.remove(at: index)
        switch probe.purpose {
        case .period, .confirmation:
            // A second ping may have been answered: then the time tells nothing (Karn and Partridge 1987).
            if probe.step == .direct { measured(now - probe.startedAt, to: sender) }
            succeeded(probe)
        case .lastChance:
            succeeded(probe)
        case .relay(let asker, let challenge):
            let answer = IndirectAck(challenge: challenge, target: sender, incarnation: ack.incarnation)
            send(.indirectAck(answer), to: asker, into: &outbox)
        case .dial:
            break
        }
        return true
    }

    mutating func acknowledged(_ ack: IndirectAck) {
        guard let index = probes.index(challenge: ack.challenge), probes[index].target == ack.target,
            probes[index].isLaddered || probes[index].purpose == .lastChance
        else { return }
        succeeded(probes.remove(at: index))
    }

    mutating func heard(_ nack: Nack) {
        guard let index = probes.index(challenge: nack.challenge) else { return }
        probes.update(index) { $0.nacks = min($0.nacks + 1, $0.nacksExpected) }
    }

    private mutating func succeeded(_ probe: Probe) {
        switch probe.purpose {
        case .period: health.probeSucceeded()
        case .lastChance: lastChanceTaken(probe.target)
        case .confirmation, .relay, .dial: break
        }
    }

    private mutating func measured(_ roundTrip: Instant.Span, to member: NodeID) {
        guard let position = table.find(member) else { return }
        let former = table[position].roundTrip ?? roundTrip
        table[position].roundTrip = (former * 7 + roundTrip) / 8
    }

    /// After this node stood still: open questions are dropped, suspicions start again.
    mutating func resumeAfterStandstill() {
        health.stoodStill()
        probes.removeAll { _ in true }
        for position in 0..<table.count where table[position].suspicion != nil {
            table[position].suspicion?.restart(at: now)
            setTimer(position)
        }
        // What the fleet decided meanwhile is not known here yet.
        if table.count > 0 { isSynchronised = false }
        startCatchingUp()
        if schedule[.probe] != nil { schedule[.probe] = now }
    }
}
