import GossipCore

// What the network does with a packet.
extension VotingWorld {
    mutating func post(_ bytes: [UInt8], from host: Int, to node: NodeID) {
        facts.packets += 1
        noteVote(bytes, of: host)
        guard let target = hostOf[node] else { return }
        trace.record(.sent, at: time, host: host, other: target, number: Trace.digest(of: bytes[...]))
        overhear(bytes, from: host, to: target)
        guard sides[host] == sides[target] else {
            facts.blocked += 1
            return
        }
        if happens(loss) {
            facts.lost += 1
            return
        }
        if selective.contains(where: { $0.takes(bytes, from: host, to: target, at: now) }) {
            facts.selectivelyLost += 1
            return
        }
        let isTwice = happens(duplication)
        if isTwice { facts.duplicated += 1 }
        let from = hosts[host].id
        for _ in 0..<(isTwice ? 2 : 1) {
            schedule(.packet(bytes, from: from, to: target, .voter), after: 10_000 + random.below(delayMax))
        }
    }

    /// Keeps some of all, of the latest and of long ago, and the latest proposals.
    private mutating func overhear(_ bytes: [UInt8], from sender: Int, to host: Int) {
        let packet = Overheard(bytes: bytes, to: host)
        if let kind = bytes.first.flatMap(SelectiveLoss.Kind.init(rawValue:)),
            kind == .prepare || kind == .accept
        {
            if proposals.count == 60 { proposals.removeFirst() }
            proposals.append((bytes, sender))
        }
        if overheard.count < 200 {
            overheard.append(packet)
        } else {
            overheard[random.below(overheard.count)] = packet
        }
    }

    /// Looks at a vote as it leaves.
    private mutating func noteVote(_ bytes: [UInt8], of host: Int) {
        guard let kind = bytes.first.flatMap(SelectiveLoss.Kind.init(rawValue:)),
            kind == .promises || kind == .acceptances || kind == .sealed,
            let packet = try? VotingPacket(bytes), let origin = packet.origin
        else { return }
        var isVote = false
        let voteSequence: UInt64
        switch packet.message {
        case .promises(_, let sequence, let items):
            voteSequence = sequence
            for item in items {
                if case .refused(let refusal) = item.promise { note(refusal) } else { isVote = true }
            }
        case .acceptances(_, let sequence, let items):
            voteSequence = sequence
            for item in items {
                if case .refused(let refusal) = item.acceptance { note(refusal) } else { isVote = true }
            }
        case .sealed(_, let sequence, _):
            voteSequence = sequence
            isVote = true
        default: return
        }
        hosts[host].lastVotes[origin.epoch] = max(
            hosts[host].lastVotes[origin.epoch, default: 0], voteSequence)
        guard isVote else { return }
        checker.voted(in: origin.epoch, origin.set, at: now)
        if hosts[host].forgotten.contains(origin.epoch) {
            checker.report(
                "\(host) votes in epoch \(origin.epoch.number), and its disk forgot what it voted there",
                "INV-15", at: now)
        }
    }

    /// A vote of a host for itself leaves no trace but its write: a register, or its standing alone.
    mutating func noteVote(_ write: VotingWrite, of host: Int) {
        for row in write.rows where row.value != nil {
            guard row.key.first == 6 || row.key.first == 5 && write.rows.count == 2 else { continue }
            let epoch = Epoch(row.key[1...8].reduce(0) { $0 << 8 | UInt64($1) })
            hosts[host].lastVotes[epoch] = max(hosts[host].lastVotes[epoch, default: 0], write.sequence)
        }
    }

    private mutating func note(_ refusal: Acceptor.Refusal) {
        switch refusal {
        case .lower: facts.duels += 1
        case .sealed: facts.sealedRefusals += 1
        case .limit: return
        }
    }

    /// What no voter ever sent may change nothing: compared with a core to which nothing was sent.
    mutating func deliverForged(_ bytes: [UInt8], from: NodeID, to host: Int) {
        guard let before = hosts[host].core else { return }
        facts.forged += 1
        var control = before
        var (silence, answer) = (VotingOutbox(), VotingOutbox())
        control.receive([], from: from, at: now, into: &silence)
        act(on: host) { core, now, outbox in
            core.receive(bytes, from: from, at: now, into: &outbox)
            answer = outbox
        }
        guard let after = hosts[host].core else { return }
        let isSame =
            control.observation == after.observation && silence.events == answer.events
            && silence.writes.map(\.rows) == answer.writes.map(\.rows)
        if isSame {
            facts.forgedRejected += 1
        } else if plan.broken == nil {
            checker.report("a packet that no voter sent changed something at \(host)", "INV-9", at: now)
        }
    }
}
