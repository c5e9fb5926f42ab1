public import GossipCore
import Membership

/// A fleet in virtual time: the real `Roster` and `Node` of each host, unchanged, on a virtual network with
/// virtual clocks and disks. Everything follows from the options and the plan.
public struct World {
    public let options: Options
    /// True nanoseconds since the world began.
    public internal(set) var time: UInt64 = 0
    public internal(set) var facts = Facts()
    public internal(set) var trace = Trace()
    public var tally: Tally
    /// When each host heard of a cluster, in order, where the options ask for it. True nanoseconds.
    public internal(set) var clusterNews: [String: [UInt64]] = [:]
    var checkers: Checkers
    var hosts: [Host] = []
    var hostOfID: [NodeID: Int] = [:]
    var network: Network
    var pool = DatagramPool()
    var queue = EventQueue()
    var plan: [Step] = []
    var bots: [Bot] = []
    /// Draws what is neither the network's nor a node's own: boot ids, clocks, disks, bots.
    var random: SeededGenerator
    /// Reused by every call of a roster.
    var outbox = RosterOutbox()
    let keyring: Keyring
    /// Of a fleet that is not this one.
    let foreignKeyring: Keyring
    /// Who holds the group key and obeys no rule.
    var hostile: RawSealer

    public init(options: Options) {
        self.options = options
        tally = Tally(hosts: options.hosts)
        checkers = Checkers(options: options)
        random = SeededGenerator(seed: options.seed)
        network = Network(conditions: options.conditions, seed: random.next())
        if options.conditions.isFaulty { checkers.faulted() }
        let secret = Self.bytes(from: &random)
        guard let groupKey = GroupKey(bytes: secret), let other = GroupKey(bytes: secret.reversed()) else {
            preconditionFailure("32 bytes are a key")
        }
        keyring = Keyring(keys: [groupKey], label: Array("simulation".utf8))
        foreignKeyring = Keyring(keys: [other], label: Array("simulation".utf8))
        hostile = RawSealer(boot: BootID(high: random.next(), low: random.next()), keyring: keyring)
        for index in 0..<options.hosts {
            let key = Self.key(from: &random)
            let drift = options.driftPartsPerMillionMax
            let host = Host(
                index: index, key: key, name: "host-\(index)", address: Self.address(index, move: 0),
                clock: VirtualClock(
                    origin: UInt64(random.below(1_000_000)) * 1_000_000_000,
                    driftPartsPerMillion: Int64(random.below(Int(2 * drift) + 1)) - drift))
            hosts.append(host)
            hostOfID[key.id] = index
        }
    }

    /// 32 of them.
    private static func bytes(from random: inout SeededGenerator) -> [UInt8] {
        (0..<4).flatMap { _ in withUnsafeBytes(of: random.next().littleEndian) { Array($0) } }
    }

    static func key(from random: inout SeededGenerator) -> SigningKey {
        guard let key = SigningKey(seed: bytes(from: &random)) else {
            preconditionFailure("32 bytes are a seed")
        }
        return key
    }

    /// Adds what will happen. Steps of one time happen in their order.
    public mutating func schedule(_ steps: [Step]) {
        for step in steps {
            queue.schedule(.action(index: Int32(plan.count)), at: UInt64(step.at.nanoseconds))
            plan.append(step)
        }
    }

    /// Lets happen all that is due until `end`, true time since the world began.
    public mutating func run(until end: Instant.Span) {
        let end = UInt64(end.nanoseconds)
        while let event = queue.next, event.time <= end {
            _ = queue.pop()
            time = event.time
            facts.events += 1
            handle(event.kind)
        }
        time = end
    }

    /// As `run(until:)`, but looks every `interval` whether `condition` holds, and stops when it does.
    /// - Returns: whether it held in time.
    public mutating func run(
        until end: Instant.Span, every interval: Instant.Span, while condition: (inout World) -> Bool
    ) -> Bool {
        while time < UInt64(end.nanoseconds) {
            if !condition(&self) { return true }
            let next = min(time + UInt64(interval.nanoseconds), UInt64(end.nanoseconds))
            run(until: Instant.Span(nanoseconds: Int64(next)))
        }
        return !condition(&self)
    }

    private mutating func handle(_ kind: Event.Kind) {
        switch kind {
        case .delivery(let slot): deliver(slot)
        case .wake(let host): wake(Int(host))
        case .commit(let host, let boot): endCommit(Int(host), boot: boot)
        case .resolved(let host, let boot): resolved(Int(host), boot: boot)
        case .resume(let host): resume(Int(host))
        case .bot(let index, let attempt): turn(ofBot: Int(index), attempt: attempt)
        case .action(let index): perform(plan[Int(index)].action)
        }
    }

    /// The first host has 10.0.0.1; a host that moves gets another port.
    static func address(_ index: Int, move: UInt16) -> Address {
        Address(ipv4: 0x0A00_0001 + UInt32(index), port: 9_189 + move)
    }

    /// The host behind an address of this world.
    func host(at address: Address) -> Int? {
        guard let ipv4 = address.ipv4, ipv4 > 0x0A00_0000 else { return nil }
        let index = Int(ipv4 - 0x0A00_0001)
        return index < hosts.count ? index : nil
    }
}
