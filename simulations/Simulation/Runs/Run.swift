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
        var outcome = perform(sink: sink, isBrief: false)
        guard !outcome.passed else { return outcome }
        // A run is its seed: what led to the failure is told by a second one.
        var story = Story(of: outcome.violations)
        _ = perform(sink: { story.add($0) }, isBrief: true)
        outcome.story = story.lines
        return outcome
    }

    private func perform(sink: ((String) -> Void)?, isBrief: Bool) -> Outcome {
        SignatureScheme.$current.withValue(options.signsForReal ? .ed25519 : .double) {
            var world = World(options: options)
            world.trace.sink = sink
            world.trace.isBrief = isBrief
            world.schedule(steps)
            world.run(until: faultsEnd)
            let convergedAfter = settle(&world)
            let differences = convergedAfter == nil ? ItemsThatDiffer.text(in: world) : []
            // Equal maps give equal fleets; views that depend on who is alive settle with the next probes.
            let isShown = world.run(until: faultsEnd + bound + .seconds(5), every: .milliseconds(200)) {
                world in
                MapsConverge.differentFleets(in: world) != nil
            }
            if !isShown {
                world.checkers.report(MapsConverge.differentFleets(in: world), "INV-12", world.time)
            }
            finish(&world)
            var outcome = Outcome(
                title: title, seed: options.seed, hosts: options.hosts, violations: world.checkers.violations,
                facts: world.facts, digest: world.trace.digest, convergedAfter: convergedAfter,
                simulated: Double(world.time) / 1e9)
            outcome.findings = findings(world)
            outcome.differences = differences
            return outcome
        }
    }

    /// Lets the maps become equal within the bound (INV-12).
    /// - Returns: the seconds that it took.
    private func settle(_ world: inout World) -> Double? {
        let isEqual = world.run(until: faultsEnd + bound, every: .milliseconds(100)) { world in
            MapsConverge.difference(in: world) != nil
        }
        if isEqual { return (Instant.Span(nanoseconds: Int64(world.time)) - faultsEnd).seconds }
        let difference = MapsConverge.difference(in: world)
        world.checkers.report(difference ?? "equal too late", "INV-12", world.time)
        return nil
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
