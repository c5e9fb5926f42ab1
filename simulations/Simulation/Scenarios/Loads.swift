import GossipCore
import Membership

extension Scenario {
    static let reportsStarveMembership = Scenario(
        name: "reports-starve-membership",
        summary: "800 bots beat every second, one host crashes: it is detected as ever.", hosts: 20
    ) { seed, hosts in
        // Forty a host at 20 hosts. All are down at once in the end, and the quota says how soon all know that.
        let bots = 800
        var options = options(seed, hosts)
        options.settings.heartbeatInterval = .seconds(1)
        var steps = starts(0..<hosts)
        for number in 0..<bots {
            let bot = Action.addBot(identity: "bot-\(number)", fleet: "asia", home: number % hosts)
            steps.append(Step(.milliseconds(2_000 + number * 10), bot))
        }
        steps.append(Step(.seconds(30), .crash(hosts - 1)))
        steps += (0..<bots).map { Step(.seconds(45), .stopBot($0)) }
        var run = Run(
            title: "reports-starve-membership", options: options, steps: steps, faultsEnd: .seconds(45),
            bound: .seconds(10))
        run.proof = { $0.beats < 1_000 ? "only \($0.beats) beats" : nil }
        run.expectation = { world in
            guard let all = world.tally.subjects[world.hosts.count - 1].allDead else {
                return "the crash is not known to all"
            }
            return all > 40_000_000_000 ? "the crash was known to all only at \(Trace.seconds(all)) s" : nil
        }
        run.findings = { world in
            let all = world.tally.subjects[world.hosts.count - 1].allDead.map {
                Trace.seconds($0 - 30_000_000_000)
            }
            let rate = world.facts.sentBytes / UInt64(world.hosts.count) / (world.time / 1_000_000_000)
            return ["crash known to all after \(all ?? "never") s", "\(rate) bytes a second a host"]
        }
        return run
    }

    static let massJoin = Scenario(
        name: "mass-join", summary: "All hosts start at once: each lists all within 2 s at 100.", hosts: 100
    ) { seed, hosts in
        var options = options(seed, hosts)
        options.keepsDisks = hosts <= 200
        options.checks = hosts <= 200
        var run = Run(
            title: "mass-join", options: options,
            steps: starts(0..<hosts, within: .milliseconds(100)), faultsEnd: .milliseconds(100),
            bound: .seconds(hosts <= 100 ? 2 : max(20, hosts / 40)))
        run.findings = { world in ["\(world.facts.sentBytes / UInt64(world.hosts.count)) bytes a host"] }
        return run
    }

    static let tenMinutes = Scenario(
        name: "ten-minutes", summary: "Ten minutes with 30 bots and one crash: nobody else is called dead.",
        hosts: 100
    ) { seed, hosts in
        var options = options(seed, hosts)
        options.keepsDisks = hosts <= 200
        options.checks = hosts <= 200
        var run = Run(
            title: "ten-minutes", options: options,
            steps: starts(0..<hosts) + bots(30, hosts: hosts - 1, from: .seconds(20)) + [
                Step(.seconds(300), .crash(hosts - 1))
            ],
            faultsEnd: .seconds(600), bound: .seconds(5))
        run.expectation = { world in
            if world.tally.subjects[world.hosts.count - 1].allDead == nil {
                return "the crash is not known to all"
            }
            let voters = world.voterCounts()
            if voters != [min(5, (world.hosts.count - 1) / 2 * 2 + 1)] { return "\(voters) voters" }
            return world.facts.falseDeaths > 0 ? "\(world.facts.falseDeaths) false deaths" : nil
        }
        run.findings = { world in ["\(world.facts.sent) datagrams"] }
        return run
    }

    static let slowNode = Scenario(
        name: "slow-node", summary: "One host takes 600 ms for everything: it blames itself, not others.",
        hosts: 20
    ) { seed, hosts in
        let steps =
            starts(0..<hosts) + [
                Step(.seconds(10), .slow(hosts - 1, by: .milliseconds(600))),
                Step(.seconds(130), .slow(hosts - 1, by: .zero)),
            ]
        var run = Run(
            title: "slow-node", options: options(seed, hosts), steps: steps, faultsEnd: .seconds(130),
            bound: .seconds(5))
        run.expectation = { $0.misledHost() }
        run.findings = { world in ["false deaths \(world.facts.falseDeaths)"] }
        return run
    }
}

extension World {
    /// How many voters the hosts know of, each count once, ascending.
    func voterCounts() -> [Int] {
        Set(hosts.filter(\.isUp).map { $0.process?.roster.node.voting.voters.count ?? 0 }).sorted()
    }
}
