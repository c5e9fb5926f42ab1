import GossipCore

extension Scenario {
    /// Serf and memberlist give up on members after `reconnect_timeout`; Consul clusters stay split.
    static let neverHeals = Scenario(
        name: "never-heals", summary: "A partition of 6 h into halves: one fleet again within 5 s.", hosts: 64
    ) { seed, hosts in
        let steps =
            starts(0..<hosts) + bots(6, hosts: hosts, from: .seconds(5)) + [
                Step(.seconds(20), .split(hosts, first: hosts / 2)),
                Step(.seconds(20 + 21_600), .heal),
            ]
        var run = Run(
            title: "never-heals", options: options(seed, hosts), steps: steps,
            faultsEnd: .seconds(20 + 21_600), bound: .seconds(5))
        run.proof = { $0.blocked == 0 ? "the partition stopped nothing" : nil }
        return run
    }

    static let flappingLink = Scenario(
        name: "flapping-link", summary: "One host's link fails for a second of every two, for two minutes.",
        hosts: 20
    ) { seed, hosts in
        var steps = starts(0..<hosts) + bots(6, hosts: hosts, from: .seconds(5))
        for second in stride(from: 10, to: 130, by: 2) {
            steps.append(Step(.seconds(second), .lose(hosts - 1, out: 1, into: 1)))
            steps.append(Step(.seconds(second + 1), .lose(hosts - 1, out: 0, into: 0)))
        }
        var run = Run(
            title: "flapping-link", options: options(seed, hosts), steps: steps, faultsEnd: .seconds(130),
            bound: .seconds(5))
        run.proof = { $0.lost == 0 ? "nothing was lost" : nil }
        run.expectation = { $0.misledHost() }
        run.findings = { world in ["false deaths \(world.facts.falseDeaths)"] }
        return run
    }

    static let oneWayLoss = Scenario(
        name: "one-way-loss",
        summary: "One host hears nobody, but is heard: it must not drag healthy members down.", hosts: 20
    ) { seed, hosts in
        let steps =
            starts(0..<hosts) + [
                Step(.seconds(10), .lose(hosts - 1, out: 0, into: 1)),
                Step(.seconds(70), .lose(hosts - 1, out: 0, into: 0)),
            ]
        var run = Run(
            title: "one-way-loss", options: options(seed, hosts), steps: steps, faultsEnd: .seconds(70),
            bound: .seconds(5))
        run.proof = { $0.lost == 0 ? "nothing was lost" : nil }
        run.expectation = { $0.misledHost() }
        run.findings = { world in ["false deaths \(world.facts.falseDeaths)"] }
        return run
    }

    static let seedGone = Scenario(
        name: "seed-gone",
        summary:
            "All seeds are gone for ever: a mass restart, and a partition later, find the fleet from the store.",
        hosts: 20
    ) { seed, hosts in
        var steps = starts(0..<hosts) + bots(6, hosts: hosts, from: .seconds(5))
        for gone in 0..<3 { steps.append(Step(.seconds(20), .crash(gone))) }
        for host in 3..<hosts {
            steps.append(Step(.seconds(40), .crash(host)))
            steps.append(Step(.seconds(45), .start(host)))
        }
        steps += [Step(.seconds(55), .split(hosts, first: hosts / 2)), Step(.seconds(115), .heal)]
        var run = Run(
            title: "seed-gone", options: options(seed, hosts), steps: steps, faultsEnd: .seconds(115),
            bound: .seconds(10))
        run.proof = { facts in
            facts.crashes < UInt64(hosts) || facts.blocked == 0
                ? "\(facts.crashes) crashes, \(facts.blocked) blocked" : nil
        }
        return run
    }
}

extension World {
    /// How often hosts that never suffered called such hosts dead.
    var misled: Int { hosts.reduce(0) { $0 + ($1.hasSuffered ? 0 : $1.falseDeaths) } }

    /// The same, as seen by all, the sufferers too.
    var misledOfAll: Int { hosts.reduce(0) { $0 + $1.falseDeaths } }

    /// A host that never suffered itself and called another such host dead: nobody may be misled by those who
    /// suffer.
    func misledHost() -> String? {
        guard let misled = hosts.first(where: { !$0.hasSuffered && $0.falseDeaths > 0 }) else { return nil }
        return "host \(misled.index) called healthy members dead \(misled.falseDeaths) times"
    }
}
