@testable import GossipCore

/// Voting cores on a virtual network with virtual disks, in virtual time: one seed, one trace. Every fault
/// is drawn from the seed, and `VotingChecker` looks at every answer.
struct VotingWorld {
    struct Host {
        var key: SigningKey
        var core: Voting?
        var disk = VirtualDisk()
        /// Counts the starts; work of a former life is void.
        var life = 0
        /// A disk of the past, and the sequence it holds.
        var snapshot: (rows: [[UInt8]: [UInt8]], sequence: UInt64)?
        var isGone = false
        /// The sequence of its last vote, by the epoch that it voted in.
        var lastVotes: [Epoch: UInt64] = [:]
    }

    enum Work {
        case packet([UInt8], from: NodeID, to: NodeID)
        case commit(host: Int, life: Int)
        case wake(host: Int)
        case step
    }

    struct Due: Comparable {
        var at: Instant
        var order: UInt64
        var work: Work

        static func < (left: Due, right: Due) -> Bool {
            left.at == right.at ? left.order < right.order : left.at < right.at
        }
        static func == (left: Due, right: Due) -> Bool { left.order == right.order }
    }

    let broken: BrokenRule?
    var random: SeededGenerator
    var now = Instant(nanoseconds: 1_000_000_000)
    var hosts: [Host] = []
    var hostOf: [NodeID: Int] = [:]
    var agenda = Agenda<Due>()
    var order: UInt64 = 0
    var outbox = VotingOutbox()
    var checker = VotingChecker()
    var client = VotingClient()
    /// Side of each host; who is on different sides hears nothing of the other.
    var sides: [Int] = []
    var loss = 0.0
    var duplication = 0.0
    var delayMax = 20_000_000
    /// Bytes of packets that were seen, for the hostile member to replay and to change.
    var overheard: [(bytes: [UInt8], from: NodeID, to: NodeID)] = []
    let hostile: SigningKey
    var isCalm = false
    /// The one host whose disk may be set back, so that what its peers remember of it is never lost too.
    let unlucky: Int
    var counts: [String: Int] = [:]

    init(seed: UInt64, hosts count: Int, broken: BrokenRule? = nil) {
        self.broken = broken
        random = SeededGenerator(seed: seed)
        hostile = Self.key(&random)
        unlucky = random.below(count)
        for _ in 0..<count { addHost() }
        for index in hosts.indices { start(index) }
        let lineage = Lineage(high: random.next(), low: random.next())
        act(on: 0) { core, now, outbox in core.found(lineage, at: now, into: &outbox) }
        schedule(.step, after: 20_000_000)
    }

    static func key(_ random: inout SeededGenerator) -> SigningKey {
        let seed = (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        guard let key = SigningKey(seed: seed) else { preconditionFailure("32 bytes are a seed") }
        return key
    }

    mutating func addHost() {
        let key = Self.key(&random)
        hostOf[key.id] = hosts.count
        hosts.append(Host(key: key))
        sides.append(0)
    }

    mutating func chance(_ probability: Double) -> Bool {
        Double(random.next() >> 11) / 9_007_199_254_740_992 < probability
    }

    mutating func count(_ what: String) { counts[what, default: 0] += 1 }

    mutating func schedule(_ work: Work, after nanoseconds: Int) {
        order += 1
        agenda.insert(Due(at: now + Instant.Span(nanoseconds: Int64(nanoseconds)), order: order, work: work))
    }

    /// Runs until `end`, or until a checker found something.
    mutating func run(until end: Instant) {
        while checker.violation == nil, let next = agenda.first, next.at <= end {
            let due = agenda.removeFirst()
            now = max(now, due.at)
            carryOut(due.work)
        }
        now = max(now, end)
    }

    private mutating func carryOut(_ work: Work) {
        switch work {
        case .packet(let bytes, let from, let to):
            guard let host = hostOf[to] else { return }
            act(on: host) { core, now, outbox in
                core.receive(bytes, from: from, at: now, into: &outbox)
            }
        case .commit(let host, let life):
            guard hosts[host].life == life, let sequence = hosts[host].disk.commit() else { return }
            act(on: host) { core, now, outbox in core.persisted(sequence, at: now, into: &outbox) }
        case .wake(let host):
            guard let due = hosts[host].core?.nextDeadline, due <= now else { return }
            act(on: host) { core, now, outbox in core.wake(at: now, into: &outbox) }
        case .step:
            stir()
            schedule(.step, after: 1_000_000 + random.below(60_000_000))
        }
    }

    /// Lets a host do something, then carries out what it wants done.
    mutating func act(on host: Int, _ body: (inout Voting, Instant, inout VotingOutbox) -> Void) {
        guard var core = hosts[host].core else { return }
        // Changed in place: no copy is made while the world holds none.
        hosts[host].core = nil
        outbox.removeAll()
        body(&core, now, &outbox)
        hosts[host].core = core
        for write in outbox.writes {
            hosts[host].disk.write(write)
            schedule(.commit(host: host, life: hosts[host].life), after: 100_000 + random.below(8_000_000))
        }
        for packet in outbox.packets { post(packet.bytes, from: host, to: packet.to) }
        let events = outbox.events
        for event in events { heard(event, at: host) }
        if let deadline = hosts[host].core?.nextDeadline {
            schedule(.wake(host: host), after: max(0, Int((deadline - now).nanoseconds)))
        }
    }

    private mutating func post(_ bytes: [UInt8], from host: Int, to node: NodeID) {
        noteVote(bytes, of: host)
        let from = hosts[host].key.id
        if overheard.count < 400 {
            overheard.append((bytes, from, node))
        } else {
            overheard[random.below(overheard.count)] = (bytes, from, node)
        }
        guard let target = hostOf[node] else { return }
        guard sides[host] == sides[target], !chance(loss) else { return }
        for _ in 0..<(chance(duplication) ? 2 : 1) {
            schedule(.packet(bytes, from: from, to: node), after: 50_000 + random.below(delayMax))
        }
    }

    private mutating func noteVote(_ bytes: [UInt8], of host: Int) {
        guard let packet = try? VotingPacket(bytes), let epoch = packet.origin?.epoch else { return }
        switch packet.message {
        case .promises(_, let sequence, _), .acceptances(_, let sequence, _), .sealed(_, let sequence, _):
            hosts[host].lastVotes[epoch] = max(hosts[host].lastVotes[epoch, default: 0], sequence)
        default: return
        }
    }

    private mutating func heard(_ event: VotingEvent, at host: Int) {
        switch event {
        case .settled(let key, let outcome):
            count("settled")
            if case .decided = outcome { count("decided") }
            client.settled(key, outcome, at: host, checker: &checker)
        case .epoch(let set):
            count("epochs heard")
            checker.learned(set)
            if checker.foundingSet == nil {
                checker.foundingSet = set
                for other in hosts.indices where other != host {
                    act(on: other) { core, now, outbox in core.adopt(set, at: now, into: &outbox) }
                }
            }
        case .voting: count("voters started")
        case .resigned: count("resigned")
        }
    }

    /// Starts a host with what its disk holds.
    mutating func start(_ host: Int) {
        hosts[host].life += 1
        hosts[host].disk.forgetPending()
        do {
            let restored = try VotingRestored(hosts[host].disk.allRows)
            hosts[host].core = Voting(
                key: hosts[host].key, boot: random.next(), timing: .lan, seed: random.next(),
                restored: restored, now: now, broken: broken)
        } catch {
            checker.violation = "a disk does not restore: \(error)"
            return
        }
        if hosts[host].core?.set == nil, let set = checker.foundingSet {
            act(on: host) { core, now, outbox in core.adopt(set, at: now, into: &outbox) }
        }
        schedule(.wake(host: host), after: 0)
    }

    /// Stops a host at once. Of the writes under way a random part reached the disk.
    mutating func crash(_ host: Int) {
        guard hosts[host].core != nil else { return }
        hosts[host].core = nil
        hosts[host].life += 1
        for _ in 0..<random.below(hosts[host].disk.pendingCount + 1) { _ = hosts[host].disk.commit() }
        hosts[host].disk.forgetPending()
        client.crashed(host)
    }
}
