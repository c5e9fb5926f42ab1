import GossipCore
import Testing

@testable import Simulation

/// Each checker finds nothing in a sound run, and bites when something is broken on purpose.
@Suite("Every checker bites")
struct CheckerTests {
    /// Ten hosts and six bots; a crash, a forgotten host, and nothing else.
    private func violated(by mutant: Mutant?, extra: [Step] = [], replay: Bool = false) -> Set<String> {
        var options = Scenario.options(5, 10)
        options.mutant = mutant
        if replay { options.conditions.replay = 0.2 }
        let steps =
            Scenario.starts(0..<10) + Scenario.bots(6, hosts: 9, from: .seconds(3)) + [
                Step(.seconds(8), .crash(9)), Step(.seconds(25), .forget(9, by: 0)),
            ]
        let run = Run(
            title: "checkers", options: options, steps: steps + extra, faultsEnd: .seconds(35),
            bound: .seconds(5))
        return Set(run.perform().violations.map(\.invariant))
    }

    @Test("A sound run violates nothing")
    func sound() {
        #expect(violated(by: nil, replay: true) == [])
        #expect(violated(by: nil, extra: [Step(.seconds(12), .pause(3, for: .seconds(20)))]) == [])
    }

    @Test(
        "A run that is broken in one way violates what that breaks",
        arguments: [
            (.allAreFirst, "INV-1"), (.numbersSkip, "INV-2"), (.incarnationFalls, "INV-5"),
            (.forgottenReturns, "INV-6"), (.datagramsTooLong, "INV-8"), (.freshIsReplay, "INV-9"),
            (.countsHundredfold, "INV-11"), (.numbersInvented, "INV-15"),
        ] as [(Mutant, String)])
    func broken(mutant: Mutant, invariant: String) {
        #expect(violated(by: mutant).contains(invariant))
    }

    @Test("A partition that nobody heals is an INV-12")
    func neverEqual() {
        #expect(violated(by: nil, extra: [Step(.seconds(12), .split(10, first: 5))]) == ["INV-12"])
    }

    @Test("A host that is cut off and called dead without the checker knowing why is an INV-13")
    func secretLoss() {
        let cut = [
            Step(.seconds(12), .lose(3, out: 1, into: 1)), Step(.seconds(32), .lose(3, out: 0, into: 0)),
        ]
        #expect(violated(by: nil, extra: cut) == [])
        #expect(violated(by: .losesSecretly, extra: cut).contains("INV-13"))
    }

    @Test("A second run that differs by a nanosecond is an INV-14, one that does not is none")
    func differs() {
        func run(_ options: Options) -> World {
            var world = World(options: options)
            world.schedule(Scenario.starts(0..<5))
            world.run(until: .seconds(10))
            return world
        }
        var options = Scenario.options(5, 5, loss: 0.1)
        #expect(SameSeedSameTrace.difference(of: options, run: run) == nil)
        options.mutant = .secondRunDiffers
        #expect(SameSeedSameTrace.difference(of: options, run: run)?.invariant == "INV-14")
    }
}
