import GossipCore
import Membership

extension Scenario {
    static let clockIn2038 = Scenario(
        name: "clock-in-2038",
        summary:
            "One host believes that it is 2038, one 1970: bots that move get their home, and whom any of "
            + "them forgets stays forgotten everywhere.",
        hosts: 9
    ) { seed, hosts in
        let far = Int64(2_147_483_648_000) - VirtualClock.wallOrigin
        var steps = [
            Step(.zero, .stepWall(hosts - 1, milliseconds: far)),
            Step(.zero, .stepWall(hosts - 2, milliseconds: -VirtualClock.wallOrigin)),
        ]
        steps += starts(0..<hosts) + bots(hosts, hosts: hosts, from: .seconds(5))
        for bot in 0..<hosts { steps.append(Step(.seconds(30), .moveBot(bot, to: 3 + bot % (hosts - 3)))) }
        // A right clock, the one ahead and the one behind forget a host each, while another host is away; then
        // each of them restarts.
        steps.append(Step(.seconds(10), .pause(4, for: .seconds(30))))
        for (gone, by) in [3, hosts - 1, hosts - 2].enumerated() {
            steps += [Step(.seconds(8), .crash(gone)), Step(.seconds(25), .forget(gone, by: by))]
            steps += [Step(.seconds(33), .crash(by)), Step(.seconds(34), .start(by))]
        }
        // Of many bots some report is always on its way, and maps are never equal.
        steps += (0..<hosts).map { Step(.seconds(45), .stopBot($0)) }
        var run = Run(
            title: "clock-in-2038", options: options(seed, hosts), steps: steps, faultsEnd: .seconds(45),
            bound: .seconds(10))
        run.proof = { facts in
            facts.clockYears < 2 || facts.forgets < 3
                ? "\(facts.clockYears) wrong clocks, \(facts.forgets) forgotten" : nil
        }
        run.expectation = { $0.strayBot() ?? $0.heldBy(anyOf: 0..<3) }
        return run
    }

    static let tombstonesEnd = Scenario(
        name: "tombstones-end",
        summary:
            "A month passes on most clocks: all drop a tombstone, and one that kept it restarts without harm.",
        hosts: 9
    ) { seed, hosts in
        let victim = hosts - 1
        var steps = starts(0..<hosts)
        steps += [Step(.seconds(10), .crash(victim)), Step(.seconds(30), .forget(victim, by: 0))]
        for host in 0..<hosts - 3 {
            steps.append(Step(.seconds(60), .stepWall(host, milliseconds: 31 * 86_400_000)))
        }
        // Its store holds the tombstone when the others have dropped theirs.
        steps += [Step(.seconds(3_000), .crash(2)), Step(.seconds(3_800), .start(2))]
        var run = Run(
            title: "tombstones-end", options: options(seed, hosts), steps: steps, faultsEnd: .seconds(3_800),
            bound: .seconds(10))
        run.proof = { $0.forgets == 0 ? "nobody was forgotten" : nil }
        run.expectation = { world in
            for host in world.hosts where host.isUp {
                let count = host.process?.roster.node.memberItems ?? 0
                if count != hosts - 1 { return "host \(host.index) counts \(count) members and tombstones" }
            }
            return world.heldBy(anyOf: victim..<hosts)
        }
        return run
    }
}

extension Node {
    /// Members and tombstones of the cold plane: what it holds besides candidacies and voter sets, in a fleet
    /// without bots.
    var memberItems: Int {
        entryCount - [2, 130].reduce(0) { $0 + entries(in: Keyspace(rawValue: $1)).count }
    }
}

extension World {
    /// A bot that some host shows at another home than where it beats.
    func strayBot() -> String? {
        for host in hosts where host.isUp {
            guard let process = host.process else { continue }
            let picture = process.roster.picture(
                at: host.clock.monotonic(at: time), wall: host.clock.wall(at: time))
            let clusters = picture.fleets.flatMap(\.clusters)
            for bot in bots
            where clusters.first(where: { $0.identity == bot.identity })?.home != hosts[bot.home].id {
                return "host \(host.index) shows another home of \(bot.identity)"
            }
        }
        return nil
    }

    /// A host that holds one of these members, of which nobody may know any more.
    func heldBy(anyOf gone: Range<Int>) -> String? {
        for host in hosts where host.isUp {
            for member in gone {
                guard let state = host.process?.roster.node.member(hosts[member].id)?.record.state else {
                    continue
                }
                return "host \(host.index) holds host \(member), which was forgotten, \(state)"
            }
        }
        return nil
    }
}
