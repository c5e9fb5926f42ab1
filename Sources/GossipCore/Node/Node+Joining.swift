/// Finding the others: seeds, members held dead, members of a former run. For ever, at a bounded rate.
extension Node {
    /// Seeds are asked for in every dial period while no other member is alive, then in every tenth.
    private static let seedSpacing = 10
    /// Members of the store dialled in one gossip period.
    private static let verifyBatch = 4

    /// One dial period: a random absent member, and the seeds when their turn has come.
    mutating func dial(into outbox: inout Outbox) {
        guard own.state == .alive else { return }
        // Up to a quarter more or less, so that nodes started together do not dial in step.
        let period = Int(configuration.timing.dialPeriod.nanoseconds)
        let span = period * 3 / 4 + random.below(period / 2 + 1)
        schedule[.dial] = now + Instant.Span(nanoseconds: Int64(span))
        if let absent = randomAbsent() { dial(absent, into: &outbox) }
        let isAlone = !table.slots.contains { $0.record.state.isLiving && $0.isVerified }
        if isAlone { isSynchronised = !knowsOfPeers }
        dialsSinceSeeds += 1
        guard configuration.hasSeeds, isAlone || dialsSinceSeeds >= Self.seedSpacing else { return }
        dialsSinceSeeds = 0
        outbox.events.append(.resolveSeeds)
    }

    /// Whether anybody might hold what this node does not: a seed other than itself, or a member that
    /// neither left nor was forgotten.
    private var knowsOfPeers: Bool {
        if configuration.hasSeeds, !(areSeedsResolved && seeds.isEmpty) { return true }
        return table.slots.contains { $0.record.state < .left }
    }

    /// The addresses of this resolution replace the former ones, and are dialled now, except those that
    /// belong to living members.
    mutating func join(_ addresses: [Address], into outbox: inout Outbox) {
        seeds.removeAll(keepingCapacity: true)
        areSeedsResolved = areSeedsResolved || !addresses.isEmpty
        for address in addresses where address != own.gossip && !seeds.contains(address) {
            if seeds.count < Limits.seedsMax { seeds.append(address) }
        }
        guard own.state == .alive else { return }
        var strangers = seeds
        for slot in table.slots where slot.record.state.isLiving && slot.isVerified {
            strangers.removeAll { $0 == slot.record.gossip }
            if strangers.isEmpty { return }
        }
        for address in strangers { dial(.unknown, at: address, position: nil, into: &outbox) }
    }

    /// A random member that is held dead or was not heard of in this run.
    private mutating func randomAbsent() -> NodeID? {
        var count = 0
        var chosen: NodeID?
        for slot in table.slots where slot.record.state == .dead || !slot.isVerified {
            count += 1
            if random.below(count) == 0 { chosen = slot.record.id }
        }
        return chosen
    }

    /// The members of the store, a few at a time.
    mutating func verifyNext(into outbox: inout Outbox) {
        guard own.state == .alive else { return }
        var dialled = 0
        while dialled < Self.verifyBatch, let id = unverified.popLast() {
            guard let position = table.find(id), !table[position].isVerified else { continue }
            dial(id, into: &outbox)
            dialled += 1
        }
        if !unverified.isEmpty { schedule[.verify] = now + configuration.timing.gossipPeriod }
    }

    /// While this node does not know what the others know, or differs from the last peer it asked, it dials one of them every 5 gossip periods, later
    /// every 40: to wait for the next probe would cost a joiner seconds.
    mutating func catchUp(into outbox: inout Outbox) {
        guard own.state == .alive, isBehind || !isSynchronised else { return }
        let spacing = 5 << min(catchUps / 4, 3)
        catchUps += 1
        schedule[.catchUp] = now + configuration.timing.gossipPeriod * spacing
        ring.pick(1, except: nil, using: &random, into: &picked)
        if let peer = picked.first { dial(peer, into: &outbox) }
    }

    /// Begins to catch up, unless that runs or is not needed.
    mutating func startCatchingUp() {
        guard isBehind || !isSynchronised, schedule[.catchUp] == nil, table.livingCount > 0 else { return }
        catchUps = 0
        let wait = configuration.timing.gossipPeriod * 5
        schedule[.catchUp] =
            now + Instant.Span(nanoseconds: Int64(random.below(max(1, Int(wait.nanoseconds)))))
    }

    private mutating func dial(_ member: NodeID, into outbox: inout Outbox) {
        guard let position = table.find(member) else { return }
        dial(member, at: table[position].record.gossip, position: position, into: &outbox)
    }

    /// A ping, the own record, what is held of the target if that is not well, and the first frame of
    /// reconciliation: one round trip tells both sides who is there and begins to find what they lack.
    private mutating func dial(
        _ target: NodeID, at address: Address, position: Int?, into outbox: inout Outbox
    ) {
        let probe = Probe(
            challenge: random.next(), target: target, address: address, purpose: .dial, startedAt: now,
            deadline: now + configuration.timing.probeTimeout, endsAt: now + configuration.timing.probeTimeout
        )
        // Without a free place the answer's fingerprints are not compared; its news count all the same.
        _ = probes.insert(probe)
        var datagram = datagram(to: address, in: &outbox)
        datagram.append(ping(probe.challenge, low: target.low), in: &outbox)
        datagram.append(.member(own), in: &outbox)
        if let position {
            if table[position].record.state.isLiving {
                addSuspicion(of: position, in: &datagram, &outbox)
            } else {
                datagram.append(.member(table[position].record), in: &outbox)
            }
        }
        tag(&datagram, in: &outbox)
        let opening = Reconciler(plane: .cold).opening(coldIndex)
        for ranges in opening.ranges { datagram.append(.ranges(ranges), in: &outbox) }
        for items in opening.items { datagram.append(.items(items), in: &outbox) }
        finish(datagram, plane: .cold, in: &outbox)
    }
}

extension NodeID {
    /// Stands for a seed of which only the address is known.
    static let unknown = NodeID(high: 0, low: 0)
    var isUnknown: Bool { self == .unknown }
}
