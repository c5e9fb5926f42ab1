import GossipCore
import Membership

/// A named story: something that users of other systems suffered, or that an issue demands.
public struct Scenario: Sendable {
    public var name: String
    /// One sentence: what happens, and what must hold.
    public var summary: String
    /// How many hosts it has unless one asks for another number.
    public var hosts: Int
    /// Makes the run of a seed and a number of hosts.
    public var run: @Sendable (_ seed: UInt64, _ hosts: Int) -> Run

    public static let all: [Scenario] = [
        firstPath, neverHeals, flappingLink, oneWayLoss, seedGone, resurrection, incarnationReset,
        replacedHostSameName, leftStateGrows, reportsStarveMembership, massJoin, clockIn2038, tombstonesEnd,
        slowNode, tenMinutes,
    ]

    public static func named(_ name: String) -> Scenario? { all.first { $0.name == name } }

    static func starts(_ hosts: Range<Int>, within span: Instant.Span = .milliseconds(200)) -> [Step] {
        hosts.map { Step(span / max(1, hosts.count) * ($0 - hosts.lowerBound), .start($0)) }
    }

    /// Bots that register from `at` on, a tenth of a second apart, at the hosts in turn.
    static func bots(_ count: Int, hosts: Int, from at: Instant.Span) -> [Step] {
        (0..<count).map { number in
            let fleet = ["asia", "europe", "america"][number % 3]
            let home = number * 7 % hosts
            return Step(
                at + .milliseconds(100) * number, .addBot(identity: "bot-\(number)", fleet: fleet, home: home)
            )
        }
    }

    /// Options in which bots beat every five seconds.
    static func options(_ seed: UInt64, _ hosts: Int, loss: Double = 0) -> Options {
        var options = Options(seed: seed, hosts: hosts)
        options.settings.heartbeatInterval = .seconds(5)
        options.conditions.loss = loss
        return options
    }
}
