import GossipCore
import HeapModule

/// Voting cores on a virtual network with virtual disks, in virtual time: one seed, one trace. Every fault is
/// drawn from the seed, and `VotingChecker` looks at every answer.
struct VotingWorld {
    enum Weather {
        /// A story directs what happens.
        case directed
        case storm
        /// No more faults, and who is down comes up.
        case calm
    }

    let plan: VotingPlan
    var random: SeededGenerator
    var now = Instant(nanoseconds: 1_000_000_000)
    var hosts: [VotingHost] = []
    var hostOf: [NodeID: Int] = [:]
    private var agenda = Heap<VotingWork>()
    private var order: UInt64 = 0
    private var outbox = VotingOutbox()
    var weather = Weather.directed
    var stepsLeft: Int
    var checker = VotingChecker()
    var facts = VotingFacts()
    var trace = Trace()
    /// Side of each host; who is on different sides hears nothing of the other.
    var sides: [Int] = []
    /// In a thousand packets.
    var loss = 0
    var duplication = 0
    /// Nanoseconds.
    var delayMax = 2_000_000
    var selective: [SelectiveLoss] = []
    /// Packets that were seen, for the hostile member to replay and to change.
    var overheard: [Overheard] = []
    /// The last prepares and accepts, oldest first.
    var proposals: [(bytes: [UInt8], host: Int)] = []
    let hostile: SigningKey
    /// The one host whose disk may be set back, so that what its peers remember of it is never lost too.
    let unlucky: Int
    var tokens: UInt32 = 0

    struct Overheard {
        var bytes: [UInt8]
        var to: Int
    }

    init(plan: VotingPlan) {
        self.plan = plan
        random = SeededGenerator(seed: plan.seed)
        stepsLeft = plan.steps
        hostile = Self.key(&random)
        unlucky = random.below(plan.hosts)
        for _ in 0..<plan.hosts { addHost() }
        for index in hosts.indices { start(index) }
        let lineage = Lineage(high: random.next(), low: random.next())
        act(on: 0) { core, now, outbox in core.found(lineage, at: now, into: &outbox) }
    }

    private static func key(_ random: inout SeededGenerator) -> SigningKey {
        let seed = (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        guard let key = SigningKey(seed: seed) else { preconditionFailure("32 bytes are a seed") }
        return key
    }

    mutating func addHost() {
        let key = Self.key(&random)
        hostOf[key.id] = hosts.count
        hosts.append(VotingHost(key: key))
        sides.append(0)
    }

    /// - Parameter chances: in a thousand.
    mutating func happens(_ chances: Int) -> Bool { random.below(1_000) < chances }

    var time: UInt64 { UInt64(now.nanoseconds) }

    mutating func schedule(_ kind: VotingWork.Kind, after nanoseconds: Int) {
        order += 1
        agenda.insert(
            VotingWork(at: now + Instant.Span(nanoseconds: Int64(nanoseconds)), order: order, kind: kind))
    }

    /// Runs until `end`, until `isDone` holds, or until a checker found something.
    mutating func run(until end: Instant, or isDone: (borrowing VotingWorld) -> Bool = { _ in false }) {
        while checker.violation == nil, !isDone(self), let next = agenda.min, next.at <= end {
            agenda.removeMin()
            now = max(now, next.at)
            carryOut(next.kind)
        }
        if checker.violation == nil, !isDone(self) { now = max(now, end) }
    }

    mutating func run(_ milliseconds: Int) { run(until: now + .milliseconds(milliseconds)) }

    private mutating func carryOut(_ kind: VotingWork.Kind) {
        if let host = kind.host, weather == .storm, let end = hosts[host].pausedUntil, end > now {
            return schedule(kind, after: Int((end - now).nanoseconds))
        }
        switch kind {
        case .packet(let bytes, let from, let to, let sender): deliver(bytes, from: from, to: to, of: sender)
        case .commit(let host, let life): commit(host, life: life)
        case .wake(let host):
            guard let wakeAt = hosts[host].wakeAt, wakeAt <= now else { return }
            hosts[host].wakeAt = nil
            act(on: host) { core, now, outbox in core.wake(at: now, into: &outbox) }
        case .step: step()
        }
    }

    private mutating func deliver(
        _ bytes: [UInt8], from: NodeID, to host: Int, of sender: VotingWork.Sender
    ) {
        guard hosts[host].isRunning else { return }
        trace.record(
            .delivered, at: time, host: host, other: hostOf[from] ?? -1, number: Trace.digest(of: bytes[...]))
        switch sender {
        case .voter: break
        case .forger: return deliverForged(bytes, from: from, to: host)
        case .replayer:
            facts.replayed += 1
            let writes = hosts[host].disk.pendingCount
            act(on: host) { core, now, outbox in core.receive(bytes, from: from, at: now, into: &outbox) }
            if hosts[host].disk.pendingCount == writes { facts.replayedInVain += 1 }
            return
        }
        act(on: host) { core, now, outbox in core.receive(bytes, from: from, at: now, into: &outbox) }
    }

    private mutating func commit(_ host: Int, life: Int) {
        guard hosts[host].life == life else { return }
        if weather == .storm, happens(plan.chances.crashAtCommit) { return crash(host) }
        guard let sequence = hosts[host].disk.commit() else { return }
        trace.record(.committed, at: time, host: host, number: sequence)
        act(on: host) { core, now, outbox in core.persisted(sequence, at: now, into: &outbox) }
    }

    /// Lets a host do something, then carries out what it wants done.
    mutating func act(on host: Int, _ body: (inout Voting, Instant, inout VotingOutbox) -> Void) {
        guard var core = hosts[host].core else { return }
        // Changed in place: no copy is made while the world holds none.
        hosts[host].core = nil
        outbox.removeAll()
        let wasVoting = core.set.flatMap { core.standing(in: $0)?.isActive } ?? false
        body(&core, now, &outbox)
        let deadline = core.nextDeadline
        hosts[host].core = core
        for write in outbox.writes {
            if wasVoting { noteVote(write, of: host) }
            hosts[host].disk.write(write)
            schedule(.commit(host: host, life: hosts[host].life), after: 20_000 + random.below(1_600_000))
        }
        let (packets, events) = (outbox.packets, outbox.events)
        for packet in packets { post(packet.bytes, from: host, to: packet.to) }
        for event in events { heard(event, at: host) }
        guard let deadline, hosts[host].isRunning else { return }
        if let wakeAt = hosts[host].wakeAt, wakeAt <= deadline { return }
        hosts[host].wakeAt = max(deadline, now)
        schedule(.wake(host: host), after: max(0, Int((deadline - now).nanoseconds)))
    }

    private mutating func heard(_ event: VotingEvent, at host: Int) {
        switch event {
        case .settled(let key, let outcome): settled(key, outcome, at: host)
        case .epoch(let set): learned(set, at: host)
        case .voting: facts.votersStarted += 1
        case .resigned:
            trace.note("\(host) resigns", at: time)
            facts.resigned += 1
        }
    }

    private mutating func learned(_ set: VoterSet, at host: Int) {
        let former = checker.newestSet
        guard checker.learned(set, at: now) else { return }
        trace.note("\(host) learns of epoch \(set.epoch.number): \(names(set))", at: time)
        facts.epochs += 1
        let concerned = set.voters + (former?.voters ?? [])
        if concerned.contains(where: { hostOf[$0.id].map { sides[$0] != sides[host] } ?? false }) {
            facts.epochsInPartition += 1
        }
        guard former == nil else { return }
        for other in hosts.indices where other != host {
            act(on: other) { core, now, outbox in core.adopt(set, at: now, into: &outbox) }
        }
    }

    func names(_ set: VoterSet) -> [Int] { set.voters.map { hostOf[$0.id] ?? -1 }.sorted() }
}
