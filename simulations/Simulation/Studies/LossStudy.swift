import GossipCore

/// How often healthy members are suspected and called dead in a network that loses datagrams.
public struct LossStudy: Sendable {
    public var hosts: Int
    public var loss: Double
    public var nodeHours = 0.0
    public var falseSuspicions: UInt64 = 0
    public var falseDeaths: UInt64 = 0
    /// Members of which anybody thought so: one false death is seen by many.
    public var membersCalledDead = 0

    public init(hosts: Int, loss: Double) {
        self.hosts = hosts
        self.loss = loss
    }

    public mutating func perform(seed: UInt64, seconds: Int) {
        var options = Options(seed: seed, hosts: hosts)
        options.keepsDisks = false
        var world = World(options: options)
        world.schedule(Scenario.starts(0..<hosts))
        world.run(until: .seconds(10))
        var lossy = options.conditions
        lossy.loss = loss
        world.schedule([Step(.seconds(10), .conditions(lossy))])
        let before = world.facts
        for subject in 0..<hosts { world.tally.watch(subject) }
        // Minute by minute, to count each time that a member is called dead once.
        for minute in 1...max(1, seconds / 60) {
            world.run(until: .seconds(10 + 60 * minute))
            for subject in 0..<hosts where world.tally.subjects[subject].firstDead != nil {
                membersCalledDead += 1
                world.tally.watch(subject)
            }
        }
        falseSuspicions += world.facts.falseSuspicions - before.falseSuspicions
        falseDeaths += world.facts.falseDeaths - before.falseDeaths
        nodeHours += Double(hosts * seconds) / 3_600
    }

    public static let heading = """
        | loss | hosts | node-hours | suspicions seen a node-hour | deaths seen a node-hour | members called dead |
        | --- | --- | --- | --- | --- | --- |
        """

    var deathsANodeHour: Double { Double(membersCalledDead) / nodeHours }
    var suspicionsANodeHour: Double { Double(falseSuspicions) / nodeHours / Double(hosts) }

    public var row: String {
        "| \(Int((loss * 100).rounded())) % | \(hosts) | \(Int(nodeHours)) | "
            + Figures.text(suspicionsANodeHour) + " | "
            + Figures.text(Double(falseDeaths) / nodeHours / Double(hosts)) + " | \(membersCalledDead) |"
    }
}
