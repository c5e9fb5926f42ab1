import GossipCore
import HeapModule
import Membership

/// The shards of a fleet in virtual time: the real state machines, over a double of the registers that is
/// linearizable and otherwise as bad as the real ones may be. `+Hosts` does what an agent does, `+Bots` what bots
/// do, `+Registers` is the double, `+Faults` what a plan can do.
struct ShardWorld {
    let options: ShardOptions
    var random: SeededGenerator
    var time: UInt64 = 0
    var hosts: [ShardHost] = []
    var bots: [ShardBot] = []
    var voters: [NodeID] = []
    var registers: [RegisterKey: [UInt8]] = [:]
    /// At `from * hosts + to` whether messages are lost.
    var cuts: [Bool]
    var isHealed = false
    /// The mean delay of messages to a host, where it is not that of all.
    var slow: [Int: Int] = [:]
    var facts = ShardFacts()
    var checker: ShardChecker
    var requests: UInt64 = 0
    /// By request.
    var asking: [UInt64: (bot: Int, host: Int)] = [:]
    /// Takes the story of the run, a line a step.
    var sink: ((String) -> Void)?
    /// Of the times and the order of all events (INV-14).
    private(set) var digest: UInt64 = 0
    let application = ApplicationID(name: "simulated")
    private var events = Heap<ShardEvent>()
    private var scheduled: UInt64 = 0

    init(options: ShardOptions) {
        self.options = options
        random = SeededGenerator(seed: options.seed)
        cuts = Array(repeating: false, count: options.hosts * options.hosts)
        checker = ShardChecker(shards: options.shards, buckets: options.buckets)
        for index in 0..<options.hosts {
            hosts.append(ShardHost(index: index, id: NodeID(high: 0, low: 0), clock: clock()))
            hosts[index].id = newID()
        }
        voters = hosts.prefix(options.voters).map(\.id).sorted()
        for index in 0..<options.bots {
            let instance = chance(3) ? nil : "bot-\(index)"
            bots.append(
                ShardBot(
                    clock: clock(), host: index % options.hosts, instance: instance, hasHook: chance(2),
                    application: application, asks: index % options.hosts))
        }
    }

    mutating func newID() -> NodeID { NodeID(high: random.next(), low: random.next()) }

    /// One in `count`.
    mutating func chance(_ count: Int) -> Bool { random.below(count) == 0 }

    mutating func perMille(_ count: Int) -> Bool { count > 0 && random.below(1_000) < count }

    private mutating func clock() -> VirtualClock {
        let drift = Int64(random.below(Int(2 * options.driftPartsPerMillionMax + 1)))
        return VirtualClock(
            origin: UInt64(random.below(1_000_000)) * 1_000_000_000 + 1_000_000_000_000,
            driftPartsPerMillion: drift - options.driftPartsPerMillionMax)
    }

    mutating func schedule(_ kind: ShardEvent.Kind, after nanoseconds: UInt64) {
        events.insert(ShardEvent(time: time + nanoseconds, order: scheduled, kind: kind))
        scheduled += 1
    }

    mutating func milliseconds(_ range: Range<Int>) -> UInt64 {
        UInt64(range.lowerBound + random.below(range.count)) * 1_000_000 + UInt64(random.below(1_000_000))
    }

    /// Runs to a true time, or to the first violation.
    mutating func run(until end: UInt64) {
        while let next = events.min, next.time <= end, checker.violation == nil {
            guard let event = events.popMin() else { break }
            time = event.time
            facts.count("events")
            // A run of hours has a tenth of that.
            if facts.counts["events", default: 0] > 3_000_000 { checker.storms(at: time) }
            digest = (digest ^ event.time ^ event.order << 40) &* 0x9E37_79B9_7F4A_7C15
            sink?("\(ShardChecker.text(time)) \(Self.text(event.kind))")
            perform(event.kind)
        }
        time = max(time, end)
    }

    private static func text(_ kind: ShardEvent.Kind) -> String {
        switch kind {
        case .message(let sender, let host, let bytes):
            "\(sender.description.prefix(4)) to \(host): \(ShardMessage(encoded: bytes).map { "\($0)" } ?? "")"
        case .outcome(let host, _, let key, .decided(let value)) where value != nil:
            "outcome at \(host) of \(key.space): \(ShardBlock(value).map { "\($0.slots)" } ?? "")"
                + "\(value.flatMap(HomeLease.init(encoded:)).map { "\($0)" } ?? "")"
        default: "\(kind)"
        }
    }

    private mutating func perform(_ kind: ShardEvent.Kind) {
        switch kind {
        case .wake(let host, let life): wake(host, life)
        case .message(let sender, let host, let bytes): handle(.message(from: sender, bytes), at: host)
        case .decision(let host, let life, let key, let change, let isTold):
            decide(host, life, key, change, isTold)
        case .outcome(let host, let life, let key, let outcome):
            if hosts[host].life == life { handle(.decided(key, outcome), at: host) }
        case .request(let host, let input, let life):
            if life == nil || life == hosts[host].life { handle(input, at: host) }
        case .response(let bot, let request, let answer, let isLate): answered(bot, request, answer, isLate)
        case .bot(let bot, let turn, let step): act(bot, turn, step)
        case .fault(let fault): perform(fault)
        case .output(let host, let life, let outbox):
            if hosts[host].life == life { carryOut(outbox, of: host, isLate: true) }
        }
    }
}
