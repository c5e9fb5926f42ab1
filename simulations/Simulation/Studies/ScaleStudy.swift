import GossipCore
import Membership

/// What a fleet of one size costs and how fast it is, without loss: joins, a crash, a change, and idle traffic.
public struct ScaleStudy: Sendable {
    public var hosts: Int
    /// All hosts start at once: until each lists all.
    public var massJoin = Figures()
    /// One host joins a running fleet: until all list it.
    public var join = Figures()
    /// One host crashes: until the first suspects it, the first calls it dead, and all do.
    public var suspected = Figures()
    public var dead = Figures()
    public var allDead = Figures()
    /// A bot registers: until half of the hosts and all hosts know.
    public var changeHalf = Figures()
    public var changeAll = Figures()
    /// A second and host while nothing happens, IP and UDP headers included.
    public var idleBytes = Figures()
    public var idleDatagrams = Figures()

    public init(hosts: Int) { self.hosts = hosts }

    /// - Parameter rounds: crashes, joins and changes to measure.
    public mutating func perform(seed: UInt64, rounds: Int, loss: Double = 0) {
        var options = Options(seed: seed, hosts: hosts)
        options.conditions.loss = loss
        options.keepsDisks = hosts <= 200
        options.checks = hosts <= 200
        options.watchesClusters = true
        var world = World(options: options)
        join(&world)
        idle(&world)
        for round in 0..<rounds { crash(&world, round: round) }
        for round in 0..<rounds { change(&world, round: round) }
    }

    private mutating func join(_ world: inout World) {
        world.schedule(Scenario.starts(0..<hosts, within: .milliseconds(100)))
        let isComplete = world.run(until: .seconds(120), every: .milliseconds(20)) { !$0.tally.isComplete }
        if isComplete { massJoin.add(Double(world.time) / 1e9) }
        world.run(until: Instant.Span(nanoseconds: Int64(world.time)) + .seconds(15))
    }

    private mutating func idle(_ world: inout World) {
        let (bytes, datagrams) = (world.facts.sentBytes, world.facts.sent)
        let span = 30
        world.run(until: Instant.Span(nanoseconds: Int64(world.time)) + .seconds(span))
        let each = Double(hosts * span)
        idleBytes.add(Double(world.facts.sentBytes - bytes) / each)
        idleDatagrams.add(Double(world.facts.sent - datagrams) / each)
    }

    private mutating func crash(_ world: inout World, round: Int) {
        let victim = (3 + round * 7) % hosts
        let start = Instant.Span(nanoseconds: Int64(world.time)) + .milliseconds(17 * (round + 1))
        world.schedule([Step(start, .crash(victim))])
        world.run(until: start)
        world.tally.watch(victim)
        _ = world.run(until: start + .seconds(60), every: .milliseconds(50)) {
            $0.tally.subjects[victim].allDead == nil
        }
        let subject = world.tally.subjects[victim]
        func after(_ time: UInt64?) -> Double? { time.map { Double($0) / 1e9 - start.seconds } }
        if let time = after(subject.firstSuspected) { suspected.add(time) }
        if let time = after(subject.firstDead) { dead.add(time) }
        if let time = after(subject.allDead) { allDead.add(time) }
        let back = Instant.Span(nanoseconds: Int64(world.time)) + .seconds(5)
        world.schedule([Step(back, .start(victim))])
        world.run(until: back)
        world.tally.watch(victim)
        _ = world.run(until: back + .seconds(30), every: .milliseconds(50)) {
            $0.tally.subjects[victim].allAlive == nil
        }
        if let time = world.tally.subjects[victim].allAlive { join.add(Double(time) / 1e9 - back.seconds) }
        world.run(until: Instant.Span(nanoseconds: Int64(world.time)) + .seconds(10))
    }

    private mutating func change(_ world: inout World, round: Int) {
        let identity = "bot-\(round)"
        world.addBot(identity: identity, fleet: "asia", home: (5 + round * 11) % hosts)
        let hosts = hosts
        _ = world.run(
            until: Instant.Span(nanoseconds: Int64(world.time)) + .seconds(20), every: .milliseconds(20)
        ) { $0.clusterNews[identity]?.count ?? 0 < hosts }
        let times = (world.clusterNews[identity] ?? []).map { Double($0) / 1e9 }
        guard times.count == hosts, let first = times.first else { return }
        changeHalf.add(times[hosts / 2] - first)
        changeAll.add(times[hosts - 1] - first)
        world.run(until: Instant.Span(nanoseconds: Int64(world.time)) + .seconds(3))
    }

    public static let heading = """
        | hosts | mass join | join | first suspects | first dead | all know (worst) | change, half | change, all \
        (worst) | bytes/s | datagrams/s |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """

    public var row: String {
        let cells = [
            "\(hosts)", Figures.text(massJoin.median), Figures.text(join.median),
            Figures.text(suspected.median), Figures.text(dead.median),
            "\(Figures.text(allDead.median)) (\(Figures.text(allDead.worst)))",
            Figures.text(changeHalf.median),
            "\(Figures.text(changeAll.median)) (\(Figures.text(changeAll.worst)))",
            "\(Int(idleBytes.median))", Figures.text(idleDatagrams.median),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
