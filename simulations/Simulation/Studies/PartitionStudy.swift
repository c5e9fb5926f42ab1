import GossipCore

/// How soon a fleet that was split into halves is one again. During the partition bots register on both sides, so
/// that there is something to exchange.
public struct PartitionStudy: Sendable {
    public var hosts: Int
    public var seconds: Int
    /// From the healing until all maps are equal and each host holds each other alive.
    public var healed = Figures()

    public init(hosts: Int, seconds: Int) {
        self.hosts = hosts
        self.seconds = seconds
    }

    public mutating func perform(seed: UInt64) {
        var options = Options(seed: seed, hosts: hosts)
        options.keepsDisks = false
        let heal = 20 + seconds
        var world = World(options: options)
        world.schedule(
            Scenario.starts(0..<hosts) + Scenario.bots(10, hosts: hosts, from: .seconds(heal - 15)) + [
                Step(.seconds(20), .split(hosts, first: hosts / 2)), Step(.seconds(heal), .heal),
            ])
        // Their reports would be news for ever.
        world.schedule((0..<10).map { Step(.seconds(heal - 1), .stopBot($0)) })
        world.run(until: .seconds(heal))
        let isHealed = world.run(until: .seconds(heal + 60), every: .milliseconds(20)) { world in
            !world.tally.isComplete || MapsConverge.difference(in: world) != nil
        }
        if isHealed { healed.add(Double(world.time) / 1e9 - Double(heal)) }
    }

    public static let heading = """
        | partition | hosts | healings | all equal after, s (worst) |
        | --- | --- | --- | --- |
        """

    public var row: String {
        let span = seconds < 3_600 ? "\(seconds) s" : "\(seconds / 3_600) h"
        return "| \(span) | \(hosts) | \(healed.count) | "
            + "\(Figures.text(healed.median)) (\(Figures.text(healed.worst))) |"
    }
}
