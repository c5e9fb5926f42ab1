import GossipCore

@testable import Membership

/// Rosters on a virtual network in virtual time, each with a disk that commits late and in order, and that
/// survives crashes with what was committed.
struct Village {
    struct Disk {
        var entries: [EntryKey: Entry] = [:]
        var members: [NodeID: MemberRecord] = [:]
        var incarnation = Incarnation(0)
        var rows: [[UInt8]: VotingRow] = [:]
    }

    fileprivate enum Work {
        case datagram([UInt8], from: Address)
        case commit([PersistRequest])
    }

    fileprivate struct Due {
        var at: Instant
        var node: Int
        var life: Int
        var work: Work
    }

    private(set) var now = Instant(nanoseconds: 1_000_000_000)
    private(set) var rosters: [Roster?] = []
    private(set) var disks: [Disk] = []
    private(set) var answers: [RequestID: Answer] = [:]
    private(set) var answeredAt: [RequestID: Instant] = [:]
    private(set) var changes: [(node: Int, change: Change)] = []
    /// What clients were told and may rely on.
    private(set) var promises: [(identity: String, fleet: String, number: ClusterNumber)] = []
    private(set) var leases: [String: String] = [:]
    var lossPercent = 0
    var diskMilliseconds = 1...4
    /// A cut: nodes of different sides do not hear each other.
    var side: [Int] = []
    var settings = Settings()
    private var requests: [RequestID: Registration] = [:]
    private var lives: [Int] = []
    /// The next one last; of one instant in the order in which they were added.
    private var agenda: [Due] = []
    private var random: SeededGenerator
    private var outbox = RosterOutbox()
    private var requestCount: UInt64 = 0

    /// Voters that are long gone are replaced in these tests too.
    private static let voting: VotingTiming = {
        var timing = VotingTiming.lan
        timing.replaceAfter = .seconds(20)
        return timing
    }()

    init(count: Int, seed: UInt64, settings: Settings = Settings()) {
        random = SeededGenerator(seed: seed)
        self.settings = settings
        rosters = Array(repeating: nil, count: count)
        disks = Array(repeating: Disk(), count: count)
        lives = Array(repeating: 0, count: count)
        side = lives
        for node in 0..<count { start(node) }
    }

    static func id(_ node: Int) -> NodeID { key(node).id }
    static func key(_ node: Int) -> SigningKey {
        guard let key = SigningKey(seed: Array(repeating: UInt8(node + 1), count: 32)) else {
            preconditionFailure()
        }
        return key
    }
    static func address(_ node: Int) -> Address { Address(ipv4: 0x0A00_0000 + UInt32(node), port: 9_189) }
    var wall: WallTime { WallTime(milliseconds: 1_700_000_000_000 + now.nanoseconds / 1_000_000) }

    private static let keyring: Keyring = {
        guard let key = GroupKey(bytes: Array(repeating: 7, count: 32)) else { preconditionFailure() }
        return Keyring(keys: [key], label: Array("test".utf8))
    }()

    // Life and death.

    mutating func start(_ node: Int) {
        lives[node] += 1
        disks[node].incarnation = disks[node].incarnation.next
        let configuration = Configuration(
            id: Self.id(node), name: "node-\(node)", region: "default", gossip: Self.address(node), http: nil,
            boot: BootID(high: random.next(), low: random.next()), incarnation: disks[node].incarnation,
            timing: .lan, keyring: Self.keyring, hasSeeds: node != 0, seed: random.next(),
            voting: VotingSettings(key: Self.key(node), bootstrapExpect: rosters.count, timing: Self.voting))
        rosters[node] = Roster(
            settings: settings, configuration: configuration, restored: state(node), now: now)
        handle(node, .gossip(.wake))
    }

    /// kill -9: what the disk has not committed is gone.
    mutating func crash(_ node: Int) {
        rosters[node] = nil
        lives[node] += 1
    }

    func state(_ node: Int) -> Restored {
        Restored(
            entries: disks[node].entries.values.sorted { $0.key < $1.key },
            members: disks[node].members.values.sorted { $0.id < $1.id },
            rows: disks[node].rows.values.sorted { $0.key.lexicographicallyPrecedes($1.key) })
    }

    /// What a command does to the state of a stopped node; the members stay.
    mutating func replaceState(_ node: Int, with state: Restored) {
        precondition(rosters[node] == nil)
        disks[node].entries = Dictionary(uniqueKeysWithValues: state.entries.map { ($0.key, $0) })
        disks[node].rows = Dictionary(uniqueKeysWithValues: state.rows.map { ($0.key, $0) })
    }

    // Clients.

    @discardableResult
    mutating func register(
        _ node: Int, _ identity: String, fleet: String = "asia", lease: String? = nil
    ) -> RequestID {
        let registration = Registration(
            identity: identity, fleet: fleet, version: "0.4.2", scrapeTarget: "host:1", lease: lease)
        let id = request()
        requests[id] = registration
        let secret = LeaseSecret(random: (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        handle(node, .register(id, registration, secret: secret))
        return id
    }

    @discardableResult
    mutating func beat(
        _ node: Int, _ identity: String, lease: String? = nil, guilds: Double? = nil, shards: Int = 1
    ) -> Answer? {
        var digest: SnapshotDigest?
        if let guilds {
            digest = SnapshotDigest()
            digest?.guilds = guilds
            digest?.shards = (0..<shards).map {
                DiscordShard(id: String($0), isUp: true, latencySeconds: 0.05)
            }
        }
        let id = request()
        handle(node, .heartbeat(id, identity: identity, lease: lease, digest: digest))
        return answers[id]
    }

    mutating func forget(_ node: Int, _ name: String) -> Answer? {
        let id = request()
        handle(node, .forget(id, name: name))
        return answers[id]
    }

    @discardableResult
    mutating func ask(_ node: Int, _ request: ShardRequest) -> RequestID {
        let id = self.request()
        let bytes = (0..<SessionID.randomByteCount).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        handle(node, .shard(id, request, fresh: SessionID(wall, random: bytes)))
        return id
    }

    /// The answer, after a while at most.
    mutating func answer(
        _ node: Int, _ request: ShardRequest, atMost span: Instant.Span = .seconds(4)
    ) -> ShardAnswer? {
        let id = ask(node, request)
        _ = run(atMost: span) { $0.answers[id] != nil }
        if case .shard(let answer)? = answers[id] { return answer }
        return nil
    }

    mutating func discord(_ node: Int, _ application: ApplicationID, _ word: DiscordWord?) {
        handle(node, .discord(application, word))
    }

    mutating func drain(_ node: Int) { handle(node, .drain) }

    mutating func leave(_ node: Int) { handle(node, .leave) }

    private mutating func request() -> RequestID {
        requestCount += 1
        return RequestID(requestCount)
    }

    func number(_ id: RequestID) -> UInt32? {
        if case .register(.numbered(let number, _))? = answers[id] { number.value } else { nil }
    }

    mutating func picture(_ node: Int) -> FleetPicture? {
        let (now, wall) = (now, wall)
        return rosters[node]?.picture(at: now, wall: wall)
    }

    mutating func cluster(_ node: Int, _ identity: String) -> FleetPicture.Cluster? {
        picture(node)?.fleets.flatMap(\.clusters).first { $0.identity.utf8.elementsEqual(identity.utf8) }
    }

    // Time.

    mutating func run(for span: Instant.Span) {
        let end = now + span
        run(until: end) { _ in false }
        now = end
    }

    /// - Returns: whether `condition` came true within `span`.
    mutating func run(atMost span: Instant.Span, until condition: (inout Village) -> Bool) -> Bool {
        run(until: now + span, condition)
        return condition(&self)
    }

    private mutating func run(until end: Instant, _ condition: (inout Village) -> Bool) {
        while !condition(&self) {
            let wake = rosters.indices.compactMap { node in
                rosters[node]?.nextDeadline.map { (at: max(now, $0), node: node) }
            }.min { ($0.at, $0.node) < ($1.at, $1.node) }
            let next = agenda.last?.at
            if let wake, wake.at <= min(next ?? end, end) {
                now = wake.at
                handle(wake.node, .gossip(.wake))
            } else if let next, next <= end {
                now = max(now, next)
                perform(agenda.removeLast())
            } else {
                now = end
                return
            }
        }
    }

    private mutating func perform(_ due: Due) {
        guard lives[due.node] == due.life else { return }
        switch due.work {
        case .datagram(let bytes, let source):
            guard let from = source.ipv4, side[Int(from) - 0x0A00_0000] == side[due.node] else { return }
            var bytes = bytes
            bytes.withUnsafeMutableBytes { handle(due.node, .gossip(.datagram($0, from: source))) }
        case .commit(let requests):
            for request in requests {
                switch request.change {
                case .entry(let entry): disks[due.node].entries[entry.key] = entry
                case .member(let member): disks[due.node].members[member.id] = member
                case .removeMember(let id): disks[due.node].members[id] = nil
                case .incarnation(let incarnation): disks[due.node].incarnation = incarnation
                case .rows(let rows):
                    for row in rows { disks[due.node].rows[row.key] = row.value == nil ? nil : row }
                }
            }
            for token in requests.compactMap(\.token) where lives[due.node] == due.life {
                handle(due.node, .gossip(.persisted(token)))
            }
        }
    }

    private mutating func handle(_ node: Int, _ input: RosterInput) {
        let (now, wall) = (now, wall)
        rosters[node]?.handle(input, at: now, wall: wall, into: &outbox)
        let left = outbox
        outbox.removeAll()
        for datagram in left.gossip.datagrams {
            guard let to = datagram.to.ipv4.map({ Int($0) - 0x0A00_0000 }), rosters.indices.contains(to),
                random.below(100) >= lossPercent
            else { continue }
            let bytes = Array(left.gossip.bytes[datagram.range])
            let delay = Instant.Span(nanoseconds: 200_000 + Int64(random.below(1_300_000)))
            add(
                Due(
                    at: now + delay, node: to, life: lives[to],
                    work: .datagram(bytes, from: Self.address(node))))
        }
        if !left.gossip.persist.isEmpty {
            let span = diskMilliseconds.lowerBound + random.below(diskMilliseconds.count)
            let due = max(now + .milliseconds(span), agenda.first { $0.isCommit(node) }?.at ?? now)
            add(Due(at: due, node: node, life: lives[node], work: .commit(left.gossip.persist)))
        }
        take(left, node)
    }

    private mutating func take(_ left: RosterOutbox, _ node: Int) {
        for (id, answer) in left.answers {
            precondition(answers.updateValue(answer, forKey: id) == nil, "a request was answered twice")
            answeredAt[id] = now
            guard let registration = requests[id], case .register(let result) = answer else { continue }
            switch result {
            case .numbered(let number, let lease):
                promises.append((registration.identity, registration.fleet, number))
                leases[registration.identity] = lease
            case .pending(let lease): leases[registration.identity] = lease
            case .notDurable, .capReached, .leasedToAnother: break
            }
        }
        for change in left.changes {
            changes.append((node, change))
            if case .resolveSeeds = change {
                handle(node, .gossip(.command(.seeds([Self.address(0), Self.address(1)]))))
            }
        }
    }

    private mutating func add(_ due: Due) {
        var low = 0
        var high = agenda.count
        while low < high {
            let middle = (low + high) / 2
            if agenda[middle].at > due.at { low = middle + 1 } else { high = middle }
        }
        agenda.insert(due, at: low)
    }
}

extension Village.Due {
    fileprivate func isCommit(_ node: Int) -> Bool {
        if case .commit = work { self.node == node } else { false }
    }
}
