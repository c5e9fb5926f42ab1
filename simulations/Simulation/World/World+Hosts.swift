import GossipCore
import Membership

/// Starting, stopping and driving hosts: what the agent does with NIO and SQLite.
extension World {
    mutating func start(_ index: Int) {
        guard !hosts[index].isUp else { return }
        hosts[index].boots += 1
        hosts[index].isPaused = false
        hosts[index].hasLeft = false
        let restored = hosts[index].disk.restored
        // The store commits the next incarnation before the node may use it.
        let incarnation = hosts[index].disk.committed.incarnation.next
        hosts[index].disk.commit(.incarnation(incarnation))
        let host = hosts[index]
        let configuration = Configuration(
            id: host.id, name: host.name, region: "region-\(index % 3)", gossip: host.address, http: nil,
            boot: BootID(high: random.next(), low: random.next()), incarnation: incarnation,
            timing: options.timing, keyring: host.hasForeignKey ? foreignKeyring : keyring,
            hasSeeds: options.seeds > 0, seed: random.next(),
            voting: VotingSettings(
                key: host.key, bootstrapExpect: founds(index) ? 1 : 0, timing: options.voting))
        let now = host.clock.monotonic(at: time)
        hosts[index].process = Process(
            Roster(settings: options.settings, configuration: configuration, restored: restored, now: now))
        hosts[index].wakeAt = .max
        facts.starts += 1
        if host.hasForeignKey { facts.foreignKeys += 1 }
        trace.record(.started, at: time, host: index, number: incarnation.number)
        trace.note("host \(index) is \(host.id), boot \(host.boots)", at: time)
        tally.started(index)
        hosts[index].claimedBefore = hosts[index].claimed
        claim(incarnation, by: index)
        checkers.started(index, id: host.id, incarnation: incarnation, at: time)
        queue.schedule(.resolved(host: Int32(index), boot: host.boots), at: time)
    }

    /// The first host founds the voters, unless somebody knows any, or a backup does: an operator would not found
    /// twice either.
    private func founds(_ index: Int) -> Bool {
        index == 0 && hosts.allSatisfy { !$0.disk.hasRows && $0.process?.roster.node.voting.lineage == nil }
    }

    /// Ends the process between two events. Of a running commit any prefix may have reached the disk.
    mutating func crash(_ index: Int) {
        guard hosts[index].isUp else { return }
        hosts[index].disk.crash(written: random.below(8))
        stop(index)
        facts.crashes += 1
        trace.record(.crashed, at: time, host: index)
    }

    /// Takes the process away, whatever the reason.
    mutating func stop(_ index: Int) {
        for slot in hosts[index].backlog { pool.release(slot) }
        hosts[index].backlog.removeAll()
        hosts[index].process = nil
        hosts[index].isPaused = false
        tally.stopped(index)
        checkers.stopped(index)
    }

    mutating func pause(_ index: Int, for span: Instant.Span) {
        guard hosts[index].isHealthy else { return }
        hosts[index].isPaused = true
        hosts[index].hasSuffered = true
        checkers.faulted()
        facts.pauses += 1
        trace.record(.paused, at: time, host: index)
        queue.schedule(.resume(host: Int32(index)), at: time + UInt64(span.nanoseconds))
    }

    mutating func resume(_ index: Int) {
        guard hosts[index].isUp, hosts[index].isPaused else { return }
        hosts[index].isPaused = false
        trace.record(.resumed, at: time, host: index)
        let backlog = hosts[index].backlog
        hosts[index].backlog.removeAll()
        for slot in backlog { deliver(slot) }
        input(.gossip(.wake), to: index)
    }

    mutating func wake(_ index: Int) {
        guard hosts[index].wakeAt == time else { return }
        hosts[index].wakeAt = .max
        guard hosts[index].isHealthy else { return }
        input(.gossip(.wake), to: index)
    }

    mutating func resolved(_ index: Int, boot: Int32) {
        guard hosts[index].isUp, hosts[index].boots == boot else { return }
        let seeds = hosts.prefix(options.seeds).filter { $0.index != index }.map(\.address)
        input(.gossip(.command(.seeds(seeds))), to: index)
    }

    /// Hands one input to a host and carries out what it wants done.
    mutating func input(_ input: RosterInput, to index: Int) {
        let now = hosts[index].clock.monotonic(at: time)
        let wall = hosts[index].clock.wall(at: time)
        hosts[index].process?.roster.handle(input, at: now, wall: wall, into: &outbox)
        carryOut(index)
        scheduleWake(index)
    }

    private mutating func scheduleWake(_ index: Int) {
        guard let deadline = hosts[index].process?.nextDeadline else { return }
        var due = hosts[index].clock.trueTime(of: deadline, after: time)
        guard due != .max else { return }
        due = max(due, time + 1) + hosts[index].slowness
        guard due < hosts[index].wakeAt else { return }
        hosts[index].wakeAt = due
        queue.schedule(.wake(host: Int32(index)), at: due)
    }

    private mutating func carryOut(_ index: Int) {
        checkers.handled(index, outbox: outbox, at: time)
        for datagram in outbox.gossip.datagrams {
            send(outbox.gossip.bytes[datagram.range], from: index, to: datagram.to)
        }
        for request in outbox.gossip.persist { persist(request, on: index) }
        let answers = outbox.answers
        let changes = outbox.changes
        outbox.removeAll()
        for change in changes { note(change, at: index) }
        for (request, answer) in answers { receive(answer, to: request, from: index) }
    }

    private mutating func note(_ change: Change, at index: Int) {
        switch change {
        case .member(let record, let previous): note(record, previous: previous, at: index)
        case .clusterRegistered(let identity, _):
            if options.watchesClusters { clusterNews[identity, default: []].append(time) }
        case .votersChanged(let status):
            facts.voterSets = max(facts.voterSets, status.epoch?.number ?? 0)
        case .resolveSeeds: resolveSeeds(index)
        case .left: left(index)
        default: break
        }
    }

    private mutating func note(_ observed: MemberRecord, previous: MemberState?, at index: Int) {
        var record = observed
        tamper(with: &record, at: index)
        let subject = hostOfID[record.id] ?? -1
        trace.record(
            .member, at: time, host: index, other: subject,
            number: record.incarnation.number << 8 | UInt64(record.state.rawValue))
        trace.note(
            "host \(index) holds host \(subject) \(record.state)(\(record.incarnation.number))", at: time)
        if subject >= 0, subject != index, hosts[subject].id == record.id {
            let isHealthy = NoFalseDeath.isHealthy(hosts[subject], record: record)
            if isHealthy, record.state == .dead, previous != .dead {
                facts.falseDeaths += 1
                if !hosts[subject].hasSuffered { hosts[index].falseDeaths += 1 }
            }
            if isHealthy, record.state == .suspect, previous != .suspect { facts.falseSuspicions += 1 }
            tally.changed(observer: index, subject: subject, to: record.state, at: time)
        }
        if record.id == hosts[index].id { claim(record.incarnation, by: index) }
        check(record, observer: index, subject: subject)
    }

    private mutating func check(_ record: MemberRecord, observer: Int, subject: Int) {
        let isCurrent = subject >= 0 && hosts[subject].id == record.id
        checkers.changed(
            observer: observer, record: record, subject: isCurrent ? hosts[subject] : nil, at: time)
        guard options.mutant == .forgottenReturns, record.state == .forgotten else { return }
        var revived = record
        revived.state = .alive
        checkers.changed(
            observer: observer, record: revived, subject: isCurrent ? hosts[subject] : nil, at: time)
    }

    /// A host, and whoever bears its id, used this incarnation.
    mutating func claim(_ incarnation: Incarnation, by index: Int) {
        hosts[index].claimed = max(hosts[index].claimed, incarnation)
        guard let original = hosts[index].clones else { return }
        hosts[original].claimed = max(hosts[original].claimed, incarnation)
    }

    private mutating func resolveSeeds(_ index: Int) {
        let delay = UInt64(1_000_000 + random.below(20_000_000))
        queue.schedule(.resolved(host: Int32(index), boot: hosts[index].boots), at: time + delay)
    }

    private mutating func left(_ index: Int) {
        hosts[index].hasLeft = true
        hosts[index].disk.close()
        stop(index)
    }
}
