import GossipCore
import Membership

/// A run of shards, drawn from a seed (swarm testing: each run leaves most faults out), and what came of it.
struct ShardRun {
    var options: ShardOptions
    private var faults: [(at: UInt64, fault: ShardWorld.Fault)] = []
    private var faultsEnd: UInt64

    /// Every fault.
    init(seed: UInt64, broken: BrokenShardRule? = nil) {
        var random = SeededGenerator(seed: seed ^ 0x5348_4152_4453)
        func chance(_ count: Int) -> Bool { random.below(count) == 0 }
        options = ShardOptions(seed: seed)
        options.broken = broken
        options.hosts = 3 + random.below(4)
        options.voters = [1, 3, 3, 5][random.below(4)]
        if options.voters > options.hosts { options.voters = 3 }
        options.bots = 2 + random.below(5)
        options.shards = options.bots + random.below(3)
        options.buckets = 1 + random.below(3)
        options.terms.promise = .seconds([10, 10, 20, 60][random.below(4)])
        options.terms.grace = .seconds([3, 5, 10][random.below(3)])
        if seed % 7 == 1 { options.promisesLonger = [0, 0, 10, 50] }
        if chance(2) { options.lossPerMille = random.below(200) }
        if chance(3) { options.duplicationPerMille = random.below(200) }
        if chance(3) { options.replayPerMille = random.below(50) }
        if chance(3) { options.delayMeanMilliseconds = 1 + random.below(60) }
        if chance(2) { options.unknownPerMille = random.below(200) }
        let term = UInt64(options.longestTerm.nanoseconds)
        faultsEnd = 5 * term + 20_000_000_000
        for host in 0..<options.hosts { faults.append((0, .start(host))) }
        for bot in 0..<options.bots {
            faults.append((UInt64(random.below(5_000)) * 1_000_000, .startBot(bot)))
        }
        draw(&random, term)
        faults.append((faultsEnd, .heal))
    }

    /// A steady fleet, and one host with its bots is killed.
    /// - Parameter kill: which of five.
    init(killing kill: Int, seed: UInt64) {
        options = ShardOptions(seed: seed)
        options.hosts = 5
        options.bots = 6
        options.shards = 5
        faultsEnd = 120_000_000_000
        for host in 0..<5 { faults.append((0, .start(host))) }
        for bot in 0..<5 { faults.append((UInt64(bot) * 100_000_000, .startBot(bot))) }
        // The sixth waits for a shard, on another host.
        faults.append((60_000_000_000, .moveBot(5, to: (kill + 1) % 5)))
        faults.append((60_000_000_000, .startBot(5)))
        faults.append((faultsEnd, .killBot(kill)))
        faults.append((faultsEnd, .crash(kill)))
    }

    /// What is sent to the host of the only bot that runs becomes slow; then it is cut off, while another bot waits.
    init(cutOffWhileSlow seed: UInt64, broken: BrokenShardRule? = nil) {
        var random = SeededGenerator(seed: seed ^ 0x534C_4F57)
        options = ShardOptions(seed: seed)
        options.broken = broken
        (options.hosts, options.bots, options.shards) = (4, 4, 1)
        options.botsStay = true
        options.terms.promise = .seconds(10)
        options.terms.grace = .seconds(1)
        let cut = 46_000_000_000 + UInt64(random.below(10_000)) * 1_000_000
        faultsEnd = 100_000_000_000
        for host in 0..<4 { faults.append((0, .start(host))) }
        faults += [
            (0, .startBot(3)), (30_000_000_000, .startBot(0)),
            (40_000_000_000, .slow(to: 3, milliseconds: 3_000)),
        ]
        faults += [(cut, .partition([3], isOneWay: false))]
        faults += [(faultsEnd, .killBot(3)), (faultsEnd, .healPartition)]
    }

    private mutating func draw(_ random: inout SeededGenerator, _ term: UInt64) {
        let hosts = options.hosts
        func moment(_ random: inout SeededGenerator) -> UInt64 {
            UInt64(random.below(Int(faultsEnd / 1_000_000))) * 1_000_000
        }
        func span(_ random: inout SeededGenerator) -> UInt64 {
            UInt64(random.below(Int(term * 3 / 2 / 1_000_000))) * 1_000_000
        }
        for kind in 0..<10 where random.below(2) == 0 {
            for _ in 0..<1 + random.below(4) {
                let at = moment(&random)
                let (host, rest) = (random.below(hosts), span(&random))
                switch kind {
                case 0: faults += [(at, .crash(host)), (at + rest, .start(host))]
                case 1: faults += [(at, .crash(host)), (at + rest / 20, .start(host))]
                case 2: faults += [(at, .loseDisk(host)), (at + rest / 4, .start(host))]
                case 3: faults.append((at, .pause(host, nanoseconds: rest, beforeSaying: false)))
                case 4: faults.append((at, .pause(host, nanoseconds: rest, beforeSaying: true)))
                case 5:
                    let side = Set((0..<hosts).filter { _ in random.below(2) == 0 })
                    let isOneWay = random.below(3) == 0
                    faults += [(at, .partition(side, isOneWay: isOneWay)), (at + rest, .healPartition)]
                case 6: faults.append((at, .voters))
                case 7:
                    for each in 0..<hosts {
                        faults += [
                            (at, .crash(each)), (at + rest / UInt64(2 + random.below(9)), .start(each)),
                        ]
                    }
                case 8:
                    for other in 0..<hosts where random.below(2) == 0 {
                        faults.append((at, .opinion(of: other, about: host, isDead: true)))
                    }
                default:
                    let bot = random.below(options.bots)
                    switch random.below(3) {
                    case 0: faults += [(at, .killBot(bot)), (at + rest / 10, .startBot(bot))]
                    case 1: faults += [(at, .moveBot(bot, to: host)), (at + rest / 10, .startBot(bot))]
                    default: faults.append((at, .leaveBot(bot)))
                    }
                }
            }
        }
        faults.removeAll { $0.at >= faultsEnd }
    }

    /// - Parameter bound: within which every bot that has a shard to get must run it, after the last fault.
    func perform(bound: Double? = nil, sink: ((String) -> Void)? = nil) -> ShardOutcome {
        var world = ShardWorld(options: options)
        world.sink = sink
        for (at, fault) in faults.sorted(by: { $0.at < $1.at }) { world.schedule(.fault(fault), after: at) }
        world.run(until: faultsEnd)
        // A bot here has one request at a time, so that a beat makes it miss a permit now and then.
        let limit = bound ?? Double(options.bots) * 18 + options.longestTerm.seconds * 3 + 60
        var settled: Double?
        var step: UInt64 = 0
        while settled == nil, Double(step) / 2 < limit, world.checker.violation == nil {
            step += 1
            world.run(until: faultsEnd + step * 500_000_000)
            if world.isSettled { settled = Double(step) / 2 }
        }
        if settled == nil, world.checker.violation == nil {
            world.checker.violation =
                "liveness: \(world.running) of \(options.bots) bots run after \(limit) s"
        }
        // A while longer, for what comes late.
        if bound == nil { world.run(until: world.time + 20_000_000_000) }
        return ShardOutcome(
            seed: options.seed, violation: world.checker.violation, facts: world.facts, digest: world.digest,
            settledAfter: settled, standing: world.checker.violation == nil ? [] : world.standing)
    }
}

extension ShardWorld {
    /// How many bots run a shard.
    var running: Int { bots.count { if case .running = $0.state { true } else { false } } }

    /// How all stand, for a run that failed.
    var standing: [String] {
        bots.enumerated().map { index, bot in
            "bot \(index) on \(bot.host), asks \(bot.asks): \(bot.state), shard \(bot.shard ?? -1)"
        }
            + hosts.map { host in
                let isVoter = voters.contains(host.id) ? "voter" : ""
                let hasRight = host.shards?.hasRight(at: host.clock.monotonic(at: time)) ?? false
                return "host \(host.index) \(isVoter): right \(hasRight), paused \(host.pausedUntil > time)"
            }
            + registers.sorted { ($0.key.space, $0.key.index) < ($1.key.space, $1.key.index) }.map {
                key, value in
                "register \(key.space)/\(key.index) \(ShardBlock(value).map { "\($0.slots)" } ?? "")"
                    + " \(HomeLease(encoded: value).map { "\($0)" } ?? "")"
            } + hosts.flatMap { host in host.shards?.standing(at: host.clock.monotonic(at: time)) ?? [] }
    }

    /// Whether every bot whose process lives runs a shard.
    var isSettled: Bool {
        bots.allSatisfy { bot in
            switch bot.state {
            case .running, .down: true
            default: false
            }
        }
    }
}
