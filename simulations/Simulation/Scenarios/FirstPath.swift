import GossipCore

extension Scenario {
    /// The required run of the first issue of the whole path.
    static let firstPath = Scenario(
        name: "first-path",
        summary: "10 % loss, a crash, a partition that heals: all maps are equal within 10 s.", hosts: 50
    ) { seed, hosts in
        let victim = hosts / 3
        let steps =
            starts(0..<hosts) + bots(9, hosts: hosts, from: .seconds(5)) + [
                Step(.seconds(20), .crash(victim)),
                Step(.seconds(30), .split(hosts, first: hosts / 2)),
                Step(.seconds(60), .heal),
                Step(.seconds(65), .start(victim)),
            ]
        var run = Run(
            title: "first-path", options: options(seed, hosts, loss: 0.1), steps: steps,
            faultsEnd: .seconds(65), bound: .seconds(10))
        run.proof = { facts in
            if facts.lost < facts.sent / 20 {
                return "only \(facts.lost) of \(facts.sent) datagrams were lost"
            }
            if facts.crashes == 0 { return "nobody crashed" }
            if facts.blocked == 0 { return "the partition stopped nothing" }
            return facts.numbersTold == 0 ? "no bot got a number" : nil
        }
        run.findings = { world in ["false deaths \(world.facts.falseDeaths)"] }
        return run
    }
}
