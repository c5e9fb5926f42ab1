import Testing

@testable import GossipCore

/// Nodes that vote, on a virtual network with virtual disks. What was not committed is gone with a crash.
struct Assembly {
    private enum Work {
        case deliver([UInt8], from: Address)
        case wake
        case commit([PersistRequest])
    }

    private struct Due: Comparable {
        var at: Instant
        var order: Int
        var node: Int
        var life: Int
        var work: Work

        static func < (left: Due, right: Due) -> Bool { (left.at, left.order) < (right.at, right.order) }
        static func == (left: Due, right: Due) -> Bool { left.order == right.order }
    }

    struct Host {
        var key: SigningKey
        var region = "default"
        var expects = 0
        var mayVote = true
        /// Numbers of hosts.
        var seeds: [Int] = []
        var node: Node?
        var life = 0
        var incarnation = Incarnation(0)
        var entries: [EntryKey: Entry] = [:]
        var members: [NodeID: MemberRecord] = [:]
        var rows: [[UInt8]: [UInt8]] = [:]
        var events: [Event] = []
        var wakeAt: Instant?
    }

    private(set) var now = Instant(nanoseconds: 1_000_000_000)
    var hosts: [Host] = []
    /// Whether what the first sends reaches the second.
    var link: (Int, Int) -> Bool = { _, _ in true }
    var timing: VotingTiming = {
        var timing = VotingTiming.lan
        timing.candidateAge = .seconds(2)
        timing.replaceAfter = .seconds(10)
        return timing
    }()
    private var agenda = Agenda<Due>()
    private var order = 0
    private var random: SeededGenerator
    private var outbox = Outbox()

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    static func address(_ host: Int) -> Address { Address(ipv4: 0x0A00_0000 + UInt32(host), port: 9_189) }

    mutating func key() throws -> SigningKey {
        try #require(SigningKey(seed: (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }))
    }

    /// Adds hosts without starting them; all are seeds of each other unless they found alone.
    mutating func add(_ count: Int, expecting expects: Int = 0, seeds: [Int] = []) throws {
        for _ in 0..<count {
            var host = Host(key: try key())
            host.expects = expects
            host.seeds = seeds
            hosts.append(host)
        }
    }

    mutating func start(_ host: Int) {
        hosts[host].life += 1
        hosts[host].incarnation = hosts[host].incarnation.next
        hosts[host].events = []
        let held = hosts[host]
        let configuration = Configuration(
            id: held.key.id, name: "host-\(host)", region: held.region, gossip: Self.address(host), http: nil,
            boot: BootID(high: random.next(), low: random.next()), incarnation: held.incarnation,
            timing: .lan,
            keyring: TestFleet.keyring, hasSeeds: !held.seeds.isEmpty, seed: random.next(),
            voting: VotingSettings(
                key: held.key, bootstrapExpect: held.expects, mayVote: held.mayVote, timing: timing))
        let restored = Restored(
            entries: held.entries.values.sorted { $0.key < $1.key },
            members: held.members.values.sorted { $0.id < $1.id },
            rows: held.rows.map { VotingRow(key: $0.key, value: $0.value) }
                .sorted { $0.key.lexicographicallyPrecedes($1.key) })
        hosts[host].node = Node(configuration: configuration, restored: restored, now: now)
        hosts[host].wakeAt = nil
        handle(host, .wake)
    }

    mutating func crash(_ host: Int) {
        hosts[host].node = nil
        hosts[host].life += 1
    }

    /// The state directory is gone: another node on the same host.
    mutating func wipe(_ host: Int) throws {
        hosts[host].key = try key()
        hosts[host].entries = [:]
        hosts[host].members = [:]
        hosts[host].rows = [:]
        hosts[host].incarnation = Incarnation(0)
    }

    mutating func command(_ host: Int, _ command: Command) { handle(host, .command(command)) }

    mutating func run(for span: Instant.Span) {
        let end = now + span
        while let first = agenda.first, first.at <= end { step() }
        now = end
    }

    /// - Returns: how long it took until the condition held; nil after `limit`.
    mutating func run(atMost limit: Instant.Span, until condition: (Assembly) -> Bool) -> Instant.Span? {
        let begin = now
        while now - begin <= limit {
            if condition(self) { return now - begin }
            run(for: .milliseconds(1))
        }
        return nil
    }

    /// Decides a register at a host.
    mutating func decide(
        _ name: String, _ value: String, at host: Int, atMost limit: Instant.Span = .seconds(5)
    ) -> Outcome? {
        let key = RegisterKey(space: 1, name: Array(name.utf8), index: 0)
        let before = hosts[host].events.count
        command(host, .decide(key, .ifEmpty(Array(value.utf8)), within: limit))
        var outcome: Outcome?
        _ = run(atMost: limit + .seconds(1)) { assembly in
            for case .decided(key, let found) in assembly.hosts[host].events.dropFirst(before) {
                outcome = found
            }
            return outcome != nil
        }
        return outcome
    }

    private mutating func step() {
        let due = agenda.removeFirst()
        now = max(now, due.at)
        guard hosts[due.node].life == due.life, hosts[due.node].node != nil else { return }
        switch due.work {
        case .wake:
            guard hosts[due.node].wakeAt == due.at else { return }
            hosts[due.node].wakeAt = nil
            handle(due.node, .wake)
        case .deliver(var bytes, let source):
            bytes.withUnsafeMutableBytes { handle(due.node, .datagram($0, from: source)) }
        case .commit(let requests):
            for request in requests { write(request.change, on: due.node) }
            for token in requests.compactMap(\.token) { handle(due.node, .persisted(token)) }
        }
    }

    private mutating func write(_ change: PersistRequest.Change, on host: Int) {
        switch change {
        case .entry(let entry): hosts[host].entries[entry.key] = entry
        case .member(let record): hosts[host].members[record.id] = record
        case .removeMember(let id): hosts[host].members[id] = nil
        case .incarnation(let incarnation):
            hosts[host].incarnation = max(hosts[host].incarnation, incarnation)
        case .rows(let rows):
            for row in rows { hosts[host].rows[row.key] = row.value }
        }
    }

    private mutating func handle(_ host: Int, _ input: Input) {
        outbox.removeAll()
        let wall = WallTime(milliseconds: 1_700_000_000_000 + now.nanoseconds / 1_000_000)
        hosts[host].node?.handle(input, at: now, wall: wall, into: &outbox)
        var asks = false
        for datagram in outbox.datagrams { transmit(datagram, from: host) }
        if !outbox.persist.isEmpty { push(now + .milliseconds(2), host, .commit(outbox.persist)) }
        for event in outbox.events {
            if case .resolveSeeds = event { asks = true }
            hosts[host].events.append(event)
        }
        if asks { return handle(host, .command(.seeds(hosts[host].seeds.map(Self.address)))) }
        guard let deadline = hosts[host].node?.nextDeadline else { return }
        let at = max(deadline, now)
        if let wakeAt = hosts[host].wakeAt, wakeAt <= at { return }
        hosts[host].wakeAt = at
        push(at, host, .wake)
    }

    private mutating func transmit(_ datagram: Outbox.Datagram, from host: Int) {
        guard let target = datagram.to.ipv4.map({ Int($0) - 0x0A00_0000 }), hosts.indices.contains(target),
            link(host, target)
        else { return }
        let delay = Instant.Span(nanoseconds: Int64(200_000 + random.below(1_000_000)))
        push(
            now + delay, target,
            .deliver(Array(outbox.bytes[datagram.range]), from: Self.address(host)))
    }

    private mutating func push(_ at: Instant, _ host: Int, _ work: Work) {
        order += 1
        agenda.insert(Due(at: at, order: order, node: host, life: hosts[host].life, work: work))
    }

    // Looking at it.

    func voting(_ host: Int) -> VotingStatus { hosts[host].node?.voting ?? VotingStatus() }

    var running: [Int] { hosts.indices.filter { hosts[$0].node != nil } }

    /// Whether all running hosts know one set of so many voters, and its voters vote.
    func isSettled(voters: Int) -> Bool {
        guard let first = running.first else { return false }
        let status = voting(first)
        return status.voters.count == voters
            && running.allSatisfy { voting($0).epoch == status.epoch && voting($0).lineage == status.lineage }
            && running.allSatisfy { host in
                !status.voters.contains(hosts[host].key.id) || voting(host).isVoter
            }
    }
}
