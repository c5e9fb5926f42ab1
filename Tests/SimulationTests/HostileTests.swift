import GossipCore
import Membership
import Testing

@testable import Simulation

/// Who holds the group key and obeys no rule, who holds another key, and who speaks another version
/// (docs/threats.md).
@Suite("Hostile, foreign and of another version")
struct HostileTests {
    /// Eight hosts with six bots, and attacks on each host in turn from 15 s on.
    private func run(_ attacks: [Attack], count: Int = 100) -> Run {
        let steps = attacks.enumerated().map { number, kind in
            Step(.seconds(15 + 3 * number), .attack(number % 8, kind, count: count))
        }
        let stops = (0..<6).map { Step(.seconds(60), .stopBot($0)) }
        return Run(
            title: "hostile", options: Scenario.options(9, 8),
            steps: Scenario.starts(0..<8) + Scenario.bots(6, hosts: 8, from: .seconds(3)) + steps + stops,
            faultsEnd: .seconds(60), bound: .seconds(10))
    }

    @Test("What the protocol refuses changes nothing at all", arguments: Attack.allCases.filter(\.isVoid))
    func void(attack: Attack) {
        // INV-9 compares the state before and after each datagram.
        let outcome = run([attack]).perform()
        #expect(outcome.violations == [])
        #expect(outcome.facts.forged == 100)
        #expect(outcome.facts.falseDeaths == 0)
    }

    @Test("What a key holder is believed is refuted, and all maps are equal again")
    func believed() {
        let outcome = run([.accusations, .members, .accusations, .members]).perform()
        #expect(outcome.violations == [])
        #expect(outcome.facts.falseDeaths > 0, "the lies were believed for a moment, or were none")
    }

    @Test("A member that was given another address and a higher incarnation is found at its own again")
    func hijacked() {
        var run = run([.members, .members, .members])
        run.expectation = { world in
            for observer in world.hosts {
                for subject in world.hosts {
                    let held = observer.process?.roster.node.member(subject.id)?.record.gossip
                    if held != subject.address {
                        return "host \(observer.index) looks for \(subject.index) elsewhere"
                    }
                }
            }
            return nil
        }
        #expect(run.perform().violations == [])
    }

    @Test("Forged registrations, reports and candidacies cost no bot its number and no fleet its voters")
    func entries() {
        var run = run([.entries, .numbers, .entries, .numbers])
        run.expectation = { world in
            let voters = world.hosts.map { $0.process?.roster.node.voting.voters ?? [] }
            guard let first = voters.first, first.count == 5, voters.allSatisfy({ $0 == first }) else {
                return "\(voters.map(\.count)) voters"
            }
            return nil
        }
        let outcome = run.perform()
        #expect(outcome.violations == [])
        #expect(outcome.facts.numbersTold == 6)
    }

    @Test("Other versions: records that are not known are skipped, and another wire version is never opened")
    func versions() {
        var run = run([.unknownRecords, .foreignVersion])
        run.expectation = { world in
            let newer = world.hosts[0].process?.roster.node.traffic
            let other = world.hosts[1].process?.roster.node.traffic
            if newer?[.malformed] != 0 { return "unknown records made datagrams malformed" }
            return other?[.version] == 100 ? nil : "another version was opened"
        }
        #expect(run.perform().violations == [])
    }

    @Test("A forged highest incarnation cannot be exceeded: what the key holder can do, and no more")
    func highest() {
        // The incarnation of all ones in the record of one member: it stays dead for the others.
        var world = World(options: Scenario.options(9, 5))
        world.schedule(Scenario.starts(0..<5))
        world.run(until: .seconds(10))
        let victim = world.hosts[4].id
        world.inject(Forgery.accusationRecord(of: victim, at: .max), into: 0)
        world.run(until: .seconds(30))
        #expect(world.tally.count(4, .dead) == 4)
        // A new identity, as after a lost state directory, is one of them again.
        world.schedule([
            Step(.seconds(31), .crash(4)), Step(.seconds(32), .loseIdentity(4)),
            Step(.seconds(33), .start(4)),
        ])
        world.run(until: .seconds(40))
        #expect(world.tally.count(4, .alive) == 4)
    }

    @Test(
        "A host with the key of another fleet stays alone, and is one of the fleet again with the right one")
    func foreignKey() {
        let steps =
            Scenario.starts(0..<6) + [
                Step(.seconds(5), .crash(5)), Step(.seconds(5), .rekey(5, isForeign: true)),
                Step(.seconds(6), .start(5)), Step(.seconds(40), .crash(5)),
                Step(.seconds(40), .rekey(5, isForeign: false)), Step(.seconds(41), .start(5)),
            ]
        var run = Run(
            title: "foreign-key", options: Scenario.options(4, 6), steps: steps, faultsEnd: .seconds(41),
            bound: .seconds(10))
        run.expectation = { world in
            let unknown = world.hosts[0].process?.roster.node.traffic[.unknownKey] ?? 0
            return unknown > 0 ? nil : "nobody heard the foreign key"
        }
        let outcome = run.perform()
        #expect(outcome.violations == [])
        #expect(outcome.facts.foreignKeys == 1)
    }

    @Test("Nobody is let in with the key of another fleet, however long it dials")
    func nobodyIsLetIn() {
        var world = World(options: Scenario.options(4, 6))
        world.schedule(
            [Step(.zero, .rekey(5, isForeign: true))] + Scenario.starts(0..<6))
        world.run(until: .seconds(60))
        #expect((0..<5).allSatisfy { world.tally.holds($0, 5) == nil })
        #expect((0..<5).allSatisfy { world.tally.holds(5, $0) == nil })
        #expect((0..<5).allSatisfy { world.tally.count($0, .alive) == 4 })
    }
}
