import GossipCore

/// The choices of a swarm run, in the order in which they are drawn.
struct Draw {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed ^ 0x5157_4152_4D00) }

    /// One in `count`.
    mutating func chance(_ count: Int) -> Bool { random.below(count) == 0 }

    mutating func size() -> Int { 2 + random.below(chance(5) ? 40 : 12) }

    mutating func conditions() -> NetworkConditions {
        var conditions = NetworkConditions()
        if chance(3) { conditions.delayMean = .milliseconds(1 + random.below(40)) }
        if chance(2) { conditions.loss = share(0.25) }
        if chance(3) { conditions.duplication = share(0.2) }
        if chance(3) { conditions.corruption = share(0.1) }
        if chance(3) { conditions.truncation = share(0.1) }
        if chance(3) { conditions.reordering = share(0.3) }
        if chance(3) { conditions.replay = share(0.2) }
        return conditions
    }

    mutating func starts(_ hosts: Int) -> [Step] {
        let spread = chance(2) ? 1 : 10_000
        return (0..<hosts).map { Step(.milliseconds(random.below(spread)), .start($0)) }
    }

    mutating func bots(_ hosts: Int) -> [Step] {
        guard !chance(4) else { return [] }
        return (0..<random.below(3 * hosts + 1)).map { number in
            let fleet = ["asia", "europe", "america"][random.below(3)]
            return Step(
                .milliseconds(random.below(80_000)),
                .addBot(identity: "bot-\(number)", fleet: fleet, home: random.below(hosts)))
        }
    }

    /// Each kind of fault is in the run or not; those that are happen a few times.
    mutating func faults(_ hosts: Int) -> [Step] {
        var steps: [Step] = []
        if chance(2) { steps += several { $0.crash(hosts) } }
        if chance(3) { steps += several { $0.crashWithDisk(hosts) } }
        if chance(3) { steps += several { $0.pause(hosts) } }
        if chance(4) { steps += several { $0.slowness(hosts) } }
        if chance(3) { steps += several { $0.oneWayLoss(hosts) } }
        if chance(2) { steps += several { $0.partition(hosts) } }
        if chance(4) { steps += several { $0.leaving(hosts) } }
        if chance(4) { steps += several { $0.forgetting(hosts) } }
        if chance(4) { steps += several { $0.moving(hosts) } }
        if chance(4) { steps += several { $0.wallStep(hosts) } }
        if chance(5) { steps += massRestart(hosts) }
        if chance(8) { steps += clone(hosts) }
        if chance(5) { steps += several { $0.foreignKey(hosts) } }
        if chance(4) { steps += several { $0.attack(hosts) } }
        return steps
    }

    private mutating func several(_ make: (inout Draw) -> [Step]) -> [Step] {
        (0..<1 + random.below(4)).flatMap { _ in make(&self) }
    }

    private mutating func moment() -> Instant.Span { .milliseconds(5_000 + random.below(70_000)) }

    private mutating func share(_ most: Double) -> Double { Double(1 + random.below(100)) / 100 * most }

    private mutating func crash(_ hosts: Int) -> [Step] {
        let (host, at) = (random.below(hosts), moment())
        return [Step(at, .crash(host)), Step(at + .milliseconds(random.below(30_000)), .start(host))]
    }

    private mutating func crashWithDisk(_ hosts: Int) -> [Step] {
        let (host, at) = (random.below(hosts), moment())
        let back = at + .milliseconds(1 + random.below(30_000))
        let fate: Action =
            switch random.below(3) {
            case 0: .loseState(host)
            case 1: .loseIdentity(host)
            default: .rollBack(host)
            }
        let backup = Step(at / 2, .backUp(host))
        return [backup, Step(at, .crash(host)), Step(at + .milliseconds(1), fate), Step(back, .start(host))]
    }

    private mutating func pause(_ hosts: Int) -> [Step] {
        [Step(moment(), .pause(random.below(hosts), for: .milliseconds(200 + random.below(15_000))))]
    }

    private mutating func slowness(_ hosts: Int) -> [Step] {
        let (host, at) = (random.below(hosts), moment())
        let slow = Step(at, .slow(host, by: .milliseconds(10 + random.below(800))))
        return [slow, Step(at + .milliseconds(random.below(30_000)), .slow(host, by: .zero))]
    }

    private mutating func oneWayLoss(_ hosts: Int) -> [Step] {
        let (host, at, amount) = (random.below(hosts), moment(), share(1))
        let isOut = chance(2)
        let lossy = Action.lose(host, out: isOut ? amount : 0, into: isOut ? 0 : amount)
        let end = Step(at + .milliseconds(random.below(30_000)), .lose(host, out: 0, into: 0))
        return [Step(at, lossy), end]
    }

    private mutating func partition(_ hosts: Int) -> [Step] {
        let (count, at) = (random.below(hosts), moment())
        let split = Action.split(hosts, first: count)
        switch random.below(4) {
        case 0:
            // One way alone.
            let sides = (0..<hosts).map { UInt8($0 < count ? 0 : 1) }
            let oneWay = Action.partition(sides: sides, blocked: [Action.Link(from: 0, to: 1)])
            return [Step(at, oneWay), Step(at + .milliseconds(random.below(30_000)), .heal)]
        case 1:
            // Two sides that do not hear each other, and a third that hears both.
            let sides = (0..<hosts).map { _ in UInt8(random.below(3)) }
            let blocked = [Action.Link(from: 0, to: 1), Action.Link(from: 1, to: 0)]
            let partial = Action.partition(sides: sides, blocked: blocked)
            return [Step(at, partial), Step(at + .milliseconds(random.below(30_000)), .heal)]
        case 2:
            let period = 200 + random.below(3_000)
            return (0..<10).map { turn in
                Step(at + .milliseconds(turn * period), turn % 2 == 0 ? split : .heal)
            }
        default:
            return [Step(at, split), Step(at + .milliseconds(random.below(40_000)), .heal)]
        }
    }

    private mutating func leaving(_ hosts: Int) -> [Step] {
        let (host, at) = (random.below(hosts), moment())
        return [Step(at, .leave(host)), Step(at + .milliseconds(3_000 + random.below(20_000)), .start(host))]
    }

    private mutating func forgetting(_ hosts: Int) -> [Step] {
        let (host, by, at) = (random.below(hosts), random.below(hosts), moment())
        let forget = Step(at + .milliseconds(random.below(25_000)), .forget(host, by: by))
        return [
            Step(at, .crash(host)), forget,
            Step(forget.at + .milliseconds(random.below(20_000)), .start(host)),
        ]
    }

    private mutating func moving(_ hosts: Int) -> [Step] { [Step(moment(), .move(random.below(hosts)))] }

    private mutating func wallStep(_ hosts: Int) -> [Step] {
        let isAhead = chance(2)
        let minority = (hosts - 1) / 2
        guard minority > 0, chance(3) else {
            let size = Int64(1 + random.below(3_600_000))
            return [Step(moment(), .stepWall(random.below(hosts), milliseconds: isAhead ? size : -size))]
        }
        // Days to decades, for fewer than half of the hosts: what time it is the fleet decides by majority.
        let days = Int64([20, 40, 400, 10_000, 25_000][random.below(5)])
        let far = isAhead ? days : -days
        return [Step(moment(), .stepWall(random.below(minority), milliseconds: far * 86_400_000))]
    }

    /// A machine's image is copied to another, which runs for a while beside it and is then set up anew.
    private mutating func clone(_ hosts: Int) -> [Step] {
        let (from, at) = (random.below(hosts), moment() * 3 / 4)
        let to = (from + 1 + random.below(hosts - 1)) % hosts
        let end = min(at + .milliseconds(1_000 + random.below(25_000)), .seconds(85))
        return [
            Step(at, .crash(to)), Step(at + .milliseconds(1), .copyState(from: from, to: to)),
            Step(at + .milliseconds(2), .start(to)), Step(end, .crash(to)),
            Step(end + .milliseconds(1), .loseIdentity(to)), Step(end + .milliseconds(500), .start(to)),
        ]
    }

    /// A host is set up with the key of another fleet; it is noticed after a while.
    private mutating func foreignKey(_ hosts: Int) -> [Step] {
        let (host, at) = (random.below(hosts), moment())
        let end = min(at + .milliseconds(random.below(20_000)), .seconds(85))
        return [
            Step(at, .crash(host)), Step(at, .rekey(host, isForeign: true)), Step(at, .start(host)),
            Step(end, .crash(host)), Step(end, .rekey(host, isForeign: false)), Step(end, .start(host)),
        ]
    }

    private mutating func attack(_ hosts: Int) -> [Step] {
        let kind = Attack.allCases[random.below(Attack.allCases.count)]
        let (at, count) = (moment(), 1 + random.below(200))
        return [Step(at, .attack(random.below(hosts), kind, count: count))]
    }

    private mutating func massRestart(_ hosts: Int) -> [Step] {
        let at = moment()
        return (0..<hosts).flatMap { host in
            [
                Step(at + .milliseconds(random.below(500)), .crash(host)),
                Step(at + .milliseconds(1_000 + random.below(3_000)), .start(host)),
            ]
        }
    }
}
