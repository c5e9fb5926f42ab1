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
        let isTerminal = isatty(STDERR_FILENO) == 1
        let clock = ContinuousClock()
        let start = clock.now
        var failed: [UInt64] = []
        var total = Facts()
        for seed in from..<from + UInt64(count) {
            let outcome = Swarm.run(seed: seed).perform()
            total.add(outcome.facts)
            if !outcome.passed {
                failed.append(seed)
                report(outcome, replay: "--seed \(seed)")
            }
            if isTerminal {
                progress("\r\(seed - from + 1)/\(count) seeds, \(failed.count) failed")
            }
        }
        if isTerminal { progress("\r") }
        let elapsed = clock.now - start
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        print(total.summary)
        print("\(Int(Double(total.sent) / seconds)) datagrams a second of real time, \(Int(seconds)) s")
        print("\(count - failed.count) passed, \(failed.count) failed")
        return failed.count
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
        var outcome: Outcome
        if let trace {
            guard let file = fopen(trace, "w") else { throw ValidationError("cannot write \(trace)") }
            outcome = run.perform { line in fputs(line + "\n", file) }
            fclose(file)
        } else {
            outcome = run.perform()
        }
        report(outcome, replay: replay)
        return outcome.passed ? 0 : 1
    }

    func progress(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    private func report(_ outcome: Outcome, replay: String) {
        for line in outcome.report(replay: replay) { print(line) }
        fflush(nil)
    }
}
