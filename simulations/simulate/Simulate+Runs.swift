import ArgumentParser
import Simulation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Simulate {
    /// - Returns: how many seeds failed.
    func swarm(_ count: Int) -> Int {
        var total = Facts()
        let (failed, seconds, _) = forEachSeed(count) { seed in
            let outcome = Swarm.run(seed: seed).perform()
            total.add(outcome.facts)
            if !outcome.passed { report(outcome, replay: "--seed \(seed)") }
            return (outcome.passed, outcome.digest)
        }
        print(total.summary)
        print("\(Int(Double(total.sent) / seconds)) datagrams a second of real time, \(Int(seconds)) s")
        print("\(count - failed) passed, \(failed) failed")
        return failed
    }

    /// - Returns: how many scenarios failed.
    func stories(_ name: String) throws -> Int {
        if name == "list" {
            for scenario in Scenario.all { print("\(scenario.name): \(scenario.summary)") }
            return 0
        }
        var (passed, failed) = (0, 0)
        for scenario in Scenario.all where name == "all" || scenario.name == name {
            let run = scenario.run(seed ?? 1, nodes ?? scenario.hosts)
            var replay = "--scenario \(scenario.name) --seed \(seed ?? 1)"
            if let nodes { replay += " --nodes \(nodes)" }
            let result = try show(run, replay: replay)
            (passed, failed) = (passed + 1 - result, failed + result)
        }
        print("\(passed) passed, \(failed) failed")
        return failed
    }

    /// Performs one run and prints what came of it.
    func show(_ run: Run, replay: String) throws -> Int {
        let outcome = try traced { run.perform(sink: $0) }
        report(outcome, replay: replay)
        return outcome.passed ? 0 : 1
    }

    private func report(_ outcome: Outcome, replay: String) {
        for line in outcome.report(replay: replay) { print(line) }
        fflush(nil)
    }
}
