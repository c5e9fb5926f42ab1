import GossipCore

/// The Lifeguard experiment (Dadgar, Phillips, Currey 2018, section 5): a share of the members stalls again and
/// again; how many healthy ones are called dead? With Lifeguard off and on.
public struct StallStudy: Sendable {
    /// What a stalled member does for 0.2 to 6 s, before it is well for up to 2 s, and so on.
    public enum Stall: String, Sendable, CaseIterable {
        /// Nothing at all: the whole process is suspended.
        case still = "stand still"
        /// It sends and its timers run, but what arrives is lost: its receiving thread is stuck, as in the paper.
        case deaf = "are deaf"
    }

    public var hosts: Int
    public var stalled: Int
    public var stall: Stall
    /// Whether local health scales periods and timeouts, and the timeout of a suspicion depends on how many share it.
    /// Off, `Timing.localHealthMax` is 0 and every suspicion lasts `suspicionMin`, as in SWIM.
    public var hasLifeguard: Bool
    public var nodeHours = 0.0
    /// Deaths of members that never stalled, as seen by members that never did, and by all.
    public var falseDeaths = 0
    public var allFalseDeaths = 0
    public var falseSuspicions: UInt64 = 0

    public init(hosts: Int, stalled: Int, stall: Stall, hasLifeguard: Bool) {
        self.hosts = hosts
        self.stalled = stalled
        self.stall = stall
        self.hasLifeguard = hasLifeguard
    }

    public mutating func perform(seed: UInt64, seconds: Int) {
        var options = Options(seed: seed, hosts: hosts)
        options.keepsDisks = false
        if !hasLifeguard {
            options.timing.localHealthMax = 0
            options.timing.suspicionMax = options.timing.suspicionMin
        }
        var world = World(options: options)
        world.schedule(Scenario.starts(0..<hosts))
        var random = SeededGenerator(seed: seed)
        for host in hosts - stalled..<hosts {
            var at = 10_000
            while at < seconds * 1_000 {
                let span = 200 + random.below(5_800)
                world.schedule(steps(host, at: .milliseconds(at), for: .milliseconds(span)))
                at += span + 1 + random.below(2_000)
            }
        }
        world.run(until: .seconds(seconds))
        nodeHours += Double(hosts * seconds) / 3_600
        falseDeaths += world.misled
        allFalseDeaths += world.misledOfAll
        falseSuspicions += world.facts.falseSuspicions
    }

    private func steps(_ host: Int, at start: Instant.Span, for span: Instant.Span) -> [Step] {
        switch stall {
        case .still: [Step(start, .pause(host, for: span))]
        case .deaf:
            [Step(start, .lose(host, out: 0, into: 1)), Step(start + span, .lose(host, out: 0, into: 0))]
        }
    }

    public static let heading = """
        | hosts | stalling | they | Lifeguard | node-hours | deaths of healthy members, seen by healthy ones | seen by \
        all | false suspicions seen |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        """

    public var row: String {
        "| \(hosts) | \(stalled) | \(stall.rawValue) | \(hasLifeguard ? "on" : "off") | \(Int(nodeHours)) "
            + "| \(falseDeaths) | \(allFalseDeaths) | \(falseSuspicions) |"
    }
}
