import GossipCore
import Testing

/// Nodes on a virtual network in virtual time: one seed, one trace.
struct TestFleet {
    struct Faults {
        var loss = 0.0
        var delay: ClosedRange<Int> = 200_000...1_500_000
        /// Whether what the first sends reaches the second.
        var link: (Int, Int) -> Bool = { _, _ in true }

        /// Cuts the fleet in two or more: who is on different sides hears nothing of the other.
        mutating func split(_ side: @escaping (Int) -> Int) { link = { side($0) == side($1) } }
        mutating func heal() { link = { _, _ in true } }
    }

    struct Happening {
        var at: Instant
        var node: Int
        var event: Event
    }

    private enum Work {
        case deliver([UInt8], from: Address)
        case wake
    }

    private struct Due: Comparable {
        var at: Instant
        var order: UInt64
        var node: Int
        var life: Int
        var work: Work

        static func < (left: Due, right: Due) -> Bool {
            left.at == right.at ? left.order < right.order : left.at < right.at
        }
        static func == (left: Due, right: Due) -> Bool { left.order == right.order }
    }

    private(set) var now = Instant(nanoseconds: 1_000_000_000)
    var faults = Faults()
    private(set) var nodes: [Node?] = []
    /// Counts the starts of a node; work of a former life is void.
    private var lives: [Int] = []
    private var wakes: [Instant] = []
    private(set) var stores: [(members: [NodeID: MemberRecord], entries: [EntryKey: Entry])] = []
    private(set) var incarnations: [Incarnation] = []
    private(set) var happenings: [Happening] = []
    var keepsHappenings = true
    /// Datagrams and their bytes with IP and UDP headers, as they left.
    private(set) var sentPackets = 0
    private(set) var sentBytes = 0
    /// A running hash of every byte that was sent.
    private(set) var trace: UInt64 = 0xCBF2_9CE4_8422_2325
    private var agenda = Agenda<Due>()
    private var order: UInt64 = 0
    private var random: SeededGenerator
    private var outbox = Outbox()
    let timing: Timing
    var seedNodes: [Int] = [0]

    init(seed: UInt64, timing: Timing = .lan) {
        random = SeededGenerator(seed: seed)
        self.timing = timing
    }

    /// Nodes that all see each other.
    static func settled(_ count: Int, seed: UInt64 = 1) throws -> TestFleet {
        var fleet = TestFleet(seed: seed)
        for _ in 0..<count { fleet.start() }
        _ = try #require(fleet.run(atMost: .seconds(20)) { $0.allSeeAll && $0.isConverged })
        return fleet
    }

    static func id(_ node: Int) -> NodeID {
        NodeID(high: 0x1000 &+ UInt64(node) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(node) + 1)
    }
    static func address(_ node: Int) -> Address {
        Address(ipv4: 0x0A00_0000 + UInt32(node), port: 9_189)
    }
    static func node(_ address: Address) -> Int? { address.ipv4.map { Int($0) - 0x0A00_0000 } }

    var wall: WallTime { WallTime(milliseconds: 1_700_000_000_000 + now.nanoseconds / 1_000_000) }

    static let keyring: Keyring = {
        guard let key = GroupKey(bytes: Array(repeating: 7, count: 32)) else { preconditionFailure() }
        return Keyring(keys: [key], label: Array("test".utf8))
    }()

    func configuration(
        _ node: Int, incarnation: Incarnation, name: String? = nil, boot: BootID, seed: UInt64
    ) -> Configuration {
        Configuration(
            id: Self.id(node), name: name ?? "node-\(node)", region: "default",
            gossip: Self.address(node), http: nil, boot: boot, incarnation: incarnation, timing: timing,
            keyring: Self.keyring, hasSeeds: seedNodes != [node], seed: seed)
    }

    /// Starts node `nodes.count`, or a stopped one again.
    mutating func start(_ node: Int? = nil, keepsDisk: Bool = true, name: String? = nil) {
        let node = node ?? nodes.count
        if node == nodes.count {
            nodes.append(nil)
            lives.append(0)
            wakes.append(Instant(nanoseconds: .max))
            stores.append(([:], [:]))
            incarnations.append(Incarnation(0))
        }
        if !keepsDisk {
            stores[node] = ([:], [:])
            incarnations[node] = Incarnation(0)
        }
        lives[node] += 1
        wakes[node] = Instant(nanoseconds: .max)
        incarnations[node] = incarnations[node].next
        let restored = Restored(
            entries: stores[node].entries.values.sorted { $0.key < $1.key },
            members: stores[node].members.values.sorted { $0.id < $1.id })
        let boot = BootID(high: random.next(), low: random.next())
        nodes[node] = Node(
            configuration: configuration(
                node, incarnation: incarnations[node], name: name, boot: boot, seed: random.next()),
            restored: restored, now: now)
        arm(node)
    }

    mutating func crash(_ node: Int) {
        nodes[node] = nil
        lives[node] += 1
    }

    mutating func command(_ node: Int, _ command: Command) { handle(node, .command(command)) }

    /// Hands bytes to a node as if they came from the network.
    mutating func inject(_ bytes: [UInt8], to node: Int, from source: Address) {
        var copy = bytes
        copy.withUnsafeMutableBytes { handle(node, .datagram($0, from: source)) }
    }

    /// A time in which nothing is delivered or woken: everybody was suspended.
    mutating func skip(_ span: Instant.Span) { now = now + span }

    mutating func run(for span: Instant.Span) {
        let end = now + span
        while step(until: end) {}
        now = end
    }

    /// Runs until the condition holds, looking every `every`.
    /// - Returns: how long it took; nil after `limit`.
    mutating func run(
        atMost limit: Instant.Span, every: Instant.Span = .milliseconds(20),
        until condition: (TestFleet) -> Bool
    ) -> Instant.Span? {
        let begin = now
        while now - begin <= limit {
            if condition(self) { return now - begin }
            run(for: every)
        }
        return nil
    }

    private mutating func step(until end: Instant) -> Bool {
        guard let first = agenda.first, first.at <= end else { return false }
        let due = agenda.removeFirst()
        now = max(now, due.at)
        guard lives[due.node] == due.life, nodes[due.node] != nil else { return true }
        switch due.work {
        case .wake:
            guard wakes[due.node] == due.at else { return true }
            wakes[due.node] = Instant(nanoseconds: .max)
            handle(due.node, .wake)
        case .deliver(var bytes, let source):
            bytes.withUnsafeMutableBytes { handle(due.node, .datagram($0, from: source)) }
        }
        return true
    }

    private mutating func handle(_ node: Int, _ input: Input) {
        let (now, wall) = (now, wall)
        outbox.removeAll()
        nodes[node]?.handle(input, at: now, wall: wall, into: &outbox)
        while drain(node) {
            outbox.removeAll()
            let seeds = Command.seeds(seedNodes.map(Self.address))
            nodes[node]?.handle(.command(seeds), at: now, wall: wall, into: &outbox)
        }
        arm(node)
    }

    private mutating func drain(_ node: Int) -> Bool {
        for datagram in outbox.datagrams { transmit(datagram, from: node) }
        for request in outbox.persist {
            switch request.change {
            case .entry(let entry): stores[node].entries[entry.key] = entry
            case .member(let record): stores[node].members[record.id] = record
            case .removeMember(let id): stores[node].members[id] = nil
            case .incarnation(let incarnation): incarnations[node] = max(incarnations[node], incarnation)
            case .rows: break
            }
        }
        var asks = false
        for event in outbox.events {
            if case .resolveSeeds = event {
                asks = true
            } else if keepsHappenings {
                happenings.append(Happening(at: now, node: node, event: event))
            }
        }
        return asks
    }

    private mutating func transmit(_ datagram: Outbox.Datagram, from node: Int) {
        let bytes = Array(outbox.bytes[datagram.range])
        sentPackets += 1
        sentBytes += bytes.count + 28
        for byte in bytes { trace = (trace ^ UInt64(byte)) &* 0x100_0000_01B3 }
        trace = (trace ^ UInt64(datagram.to.low)) &* 0x100_0000_01B3
        guard let target = Self.node(datagram.to), nodes.indices.contains(target),
            faults.link(node, target),
            faults.loss == 0 || Double(random.below(1 << 30)) >= faults.loss * Double(1 << 30)
        else { return }
        let width = faults.delay.upperBound - faults.delay.lowerBound + 1
        let delay = faults.delay.lowerBound + random.below(width)
        push(now + Instant.Span(nanoseconds: Int64(delay)), target, .deliver(bytes, from: Self.address(node)))
    }

    private mutating func arm(_ node: Int) {
        guard let deadline = nodes[node]?.nextDeadline else { return }
        let at = max(deadline, now)
        guard at < wakes[node] else { return }
        wakes[node] = at
        push(at, node, .wake)
    }

    private mutating func push(_ at: Instant, _ node: Int, _ work: Work) {
        order += 1
        agenda.insert(Due(at: at, order: order, node: node, life: lives[node], work: work))
    }

    // Looking at it.

    var living: [Int] { nodes.indices.filter { nodes[$0] != nil } }

    func state(of member: Int, at node: Int) -> MemberState? {
        nodes[node]?.member(Self.id(member))?.record.state
    }

    /// Whether every running node lists exactly the running ones as alive.
    var allSeeAll: Bool {
        let expected = living.count
        return living.allSatisfy { node in
            guard let node = nodes[node] else { return false }
            var alive = 0
            for member in node.members where member.record.state == .alive { alive += 1 }
            return alive == expected
        }
    }

    var isConverged: Bool {
        let prints = living.compactMap { nodes[$0]?.fingerprint }
        return prints.allSatisfy { $0 == prints.first }
    }
}
