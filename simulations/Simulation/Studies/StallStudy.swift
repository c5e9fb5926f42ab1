import GossipCore

/// The Lifeguard experiment (Dadgar, Phillips, Currey 2018, section 5): a share of the members stalls again and
/// again; how many healthy ones are called dead? With Lifeguard's local health off and on.
public struct StallStudy: Sendable {
    public var hosts: Int
    public var stalled: Int
    /// Whether local health scales periods and timeouts (`Timing.localHealthMax`).
    public var hasLocalHealth: Bool
    public var nodeHours = 0.0
    /// Deaths of members that never stalled, as seen by members that never did.
    public var falseDeaths = 0
    public var falseSuspicions: UInt64 = 0
    /// Stalls that somebody noticed as a death.
    public var trueDeaths = 0

    public init(hosts: Int, stalled: Int, hasLocalHealth: Bool) {
        self.hosts = hosts
        self.stalled = stalled
        self.hasLocalHealth = hasLocalHealth
    }

    /// Each stalled member stands still for 0.2 to 6 s, runs for up to 2 s, and so on.
    public mutating func perform(seed: UInt64, seconds: Int) {
        var options = Options(seed: seed, hosts: hosts)
        options.keepsDisks = false
        if !hasLocalHealth { options.timing.localHealthMax = 0 }
        var world = World(options: options)
        world.schedule(Scenario.starts(0..<hosts))
        var random = SeededGenerator(seed: seed)
        for host in hosts - stalled..<hosts {
            var at = 10_000
            while at < seconds * 1_000 {
                let span = 200 + random.below(5_800)
                world.schedule([Step(.milliseconds(at), .pause(host, for: .milliseconds(span)))])
                at += span + 1 + random.below(2_000)
            }
        }
        world.run(until: .seconds(seconds))
        nodeHours += Double(hosts * seconds) / 3_600
        falseDeaths += world.misled
        falseSuspicions += world.facts.falseSuspicions
        trueDeaths += (hosts - stalled..<hosts).filter { world.tally.subjects[$0].firstDead != nil }.count
    }

    public static let heading = """
        | hosts | stalling | local health | node-hours | deaths of healthy members seen | false suspicions seen |
        | --- | --- | --- | --- | --- | --- |
        """

    public var row: String {
        "| \(hosts) | \(stalled) | \(hasLocalHealth ? "on" : "off") | \(Int(nodeHours)) | \(falseDeaths) "
            + "| \(falseSuspicions) |"
    }
}
