import GossipCore
import Membership

extension Scenario {
    static let resurrection = Scenario(
        name: "resurrection",
        summary: "A forgotten member stays forgotten, though one that knew it alive was away.", hosts: 12
    ) { seed, hosts in
        let (victim, away) = (hosts - 1, hosts - 2)
        let steps =
            starts(0..<hosts) + [
                Step(.seconds(10), .pause(away, for: .seconds(60))),
                Step(.seconds(11), .crash(victim)),
                Step(.seconds(40), .forget(victim, by: 0)),
            ]
        var run = Run(
            title: "resurrection", options: options(seed, hosts), steps: steps, faultsEnd: .seconds(70),
            bound: .seconds(10))
        run.proof = { $0.forgets == 0 || $0.pauses == 0 ? "nobody was forgotten or away" : nil }
        run.expectation = { world in
            for host in world.hosts where host.isUp {
                let state = host.process?.roster.node.member(world.hosts[victim].id)?.record.state
                if let state, state != .forgotten { return "host \(host.index) holds the forgotten \(state)" }
            }
            return nil
        }
        return run
    }

    static let incarnationReset = Scenario(
        name: "incarnation-reset",
        summary: "A host that lost its state, and one that was rolled back, learn what to exceed.", hosts: 12
    ) { seed, hosts in
        let (lost, rolled) = (hosts - 1, hosts - 2)
        var steps = starts(0..<hosts)
        // Raise their incarnations first.
        for turn in 0..<5 {
            for host in [lost, rolled] {
                steps.append(Step(.seconds(10 + 4 * turn), .crash(host)))
                steps.append(Step(.seconds(11 + 4 * turn), .start(host)))
            }
        }
        steps += [
            Step(.seconds(11), .backUp(rolled)), Step(.seconds(40), .crash(lost)),
            Step(.seconds(40), .crash(rolled)), Step(.seconds(41), .loseState(lost)),
            Step(.seconds(41), .rollBack(rolled)), Step(.seconds(60), .start(lost)),
            Step(.seconds(60), .start(rolled)),
        ]
        var run = Run(
            title: "incarnation-reset", options: options(seed, hosts), steps: steps, faultsEnd: .seconds(60),
            bound: .seconds(10))
        run.proof = { $0.disksLost == 0 || $0.disksRolledBack == 0 ? "no disk was lost or rolled back" : nil }
        return run
    }

    static let replacedHostSameName = Scenario(
        name: "replaced-host-same-name",
        summary: "A machine dies and another takes its name and address: both ids are told apart.", hosts: 12
    ) { seed, hosts in
        let victim = hosts - 1
        let steps =
            starts(0..<hosts) + [
                Step(.seconds(10), .crash(victim)), Step(.seconds(11), .loseIdentity(victim)),
                Step(.seconds(12), .start(victim)),
            ]
        var run = Run(
            title: "replaced-host-same-name", options: options(seed, hosts), steps: steps,
            faultsEnd: .seconds(12), bound: .seconds(10))
        run.proof = { $0.disksLost == 0 ? "nobody was replaced" : nil }
        return run
    }

    static let leftStateGrows = Scenario(
        name: "left-state-grows",
        summary: "Hosts leave and return for ten minutes: no leftovers, and it costs no more at the end.",
        hosts: 12
    ) { seed, hosts in
        var steps = starts(0..<hosts)
        for turn in 0..<60 {
            let host = 3 + turn % (hosts - 3)
            steps.append(Step(.seconds(10 + 10 * turn), .leave(host)))
            steps.append(Step(.seconds(15 + 10 * turn), .start(host)))
        }
        var run = Run(
            title: "left-state-grows", options: options(seed, hosts), steps: steps, faultsEnd: .seconds(610),
            bound: .seconds(10))
        run.proof = { $0.leaves < 50 ? "only \($0.leaves) departures" : nil }
        run.expectation = { world in
            for host in world.hosts where host.isUp {
                let count = host.process?.roster.node.memberItems ?? 0
                if count != world.hosts.count { return "host \(host.index) holds \(count) members" }
            }
            return nil
        }
        return run
    }
}
