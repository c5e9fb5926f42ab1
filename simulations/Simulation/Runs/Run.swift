public import GossipCore
import Membership

/// A plan and what it is held to: a phase with faults, then peace, and a bound for the maps to become equal.
public struct Run: Sendable {
    public var title: String
    public var options: Options
    public var steps: [Step]
    /// When the last fault is over.
    public var faultsEnd: Instant.Span
    /// How long after it all maps must be equal (INV-12).
    public var bound: Instant.Span
    /// What must have happened, so that the run proves something.
    public var proof: @Sendable (Facts) -> String? = { _ in nil }
    /// What else must hold at the end, and what is worth telling.
    public var expectation: @Sendable (borrowing World) -> String? = { _ in nil }
    public var findings: @Sendable (borrowing World) -> [String] = { _ in [] }

    public init(
        title: String, options: Options, steps: [Step], faultsEnd: Instant.Span, bound: Instant.Span
    ) {
        self.title = title
        self.options = options
        self.steps = steps
        self.faultsEnd = faultsEnd
        self.bound = bound
    }

    /// - Parameter sink: takes the whole story as lines of text.
    public func perform(sink: ((String) -> Void)? = nil) -> Outcome {
        var world = World(options: options)
        world.trace.sink = sink
        world.schedule(steps)
        world.run(until: faultsEnd)
        let isEqual = world.run(until: faultsEnd + bound, every: .milliseconds(100)) { world in
            MapsConverge.difference(in: world) != nil
        }
        let after = Instant.Span(nanoseconds: Int64(world.time)) - faultsEnd
        if !isEqual {
            let difference = MapsConverge.difference(in: world)
            world.checkers.report(difference ?? "equal too late", "INV-12", world.time)
        }
        // Equal maps give equal fleets; views that depend on who is alive settle with the next probes.
        let isShown = world.run(until: faultsEnd + bound + .seconds(5), every: .milliseconds(200)) { world in
            MapsConverge.differentFleets(in: world) != nil
        }
        if !isShown { world.checkers.report(MapsConverge.differentFleets(in: world), "INV-12", world.time) }
        finish(&world)
        var outcome = Outcome(
            title: title, seed: options.seed, hosts: options.hosts, violations: world.checkers.violations,
            facts: world.facts, digest: world.trace.digest, convergedAfter: isEqual ? after.seconds : nil,
            simulated: Double(world.time) / 1e9)
        outcome.findings = findings(world)
        outcome.differences = isEqual ? [] : ItemsThatDiffer.text(in: world)
        if !outcome.passed { outcome.story = world.trace.recentEvents.suffix(40).map(Trace.line) }
        return outcome
    }

    /// What is checked once, at the end.
    private func finish(_ world: inout World) {
        let numbers = world.checkers.numbers
        for host in world.hosts where host.isHealthy {
            guard let process = host.process else { continue }
            world.checkers.report(
                WithinLimits().holds(host.index, node: process.roster.node), "INV-8", world.time)
            guard numbers.isAnyTold else { continue }
            let picture = process.roster.picture(
                at: host.clock.monotonic(at: world.time), wall: host.clock.wall(at: world.time))
            world.checkers.report(numbers.gaps(in: picture, of: host.index), "INV-2", world.time)
            world.checkers.report(numbers.lost(in: picture, of: host.index), "INV-15", world.time)
        }
        world.checkers.report(proof(world.facts), "proof", world.time)
        world.checkers.report(expectation(world), "expectation", world.time)
    }
}
