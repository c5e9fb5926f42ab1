import ArgumentParser
import Simulation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Simulate {
    /// Runs seeds of shards and their bots.
    /// - Returns: how many failed.
    func shardSwarm(_ count: Int) -> Int {
        let isTerminal = isatty(STDERR_FILENO) == 1
        let clock = ContinuousClock()
        let start = clock.now
        var failed = 0
        var total = ShardFacts()
        var slowest = 0.0
        // Of all traces: two equal runs print an equal word, also in two processes (INV-14).
        var digest: UInt64 = 0
        for seed in from..<from + UInt64(count) {
            let outcome = ShardSwarm.run(seed: seed, breaking: breaking)
            total.add(outcome.facts)
            slowest = max(slowest, outcome.settledAfter ?? 0)
            digest = (digest ^ outcome.digest) &* 0x9E37_79B9_7F4A_7C15
            if !outcome.passed {
                failed += 1
                report(outcome)
            }
            if isTerminal {
                let seconds = (clock.now - start) / .seconds(1)
                progress("\r\(seed - from + 1)/\(count) seeds, \(failed) failed, \(Int(seconds)) s ")
            }
        }
        if isTerminal { progress("\r") }
        let seconds = (clock.now - start) / .seconds(1)
        print(total.summary)
        if !total.missing.isEmpty { print("did not happen: " + total.missing.joined(separator: ", ")) }
        print(
            "every bot ran again after \(slowest) s at most; \(Int(seconds)) s, "
                + "\(Int(seconds * 1e3 / Double(count))) ms a seed, all traces \(String(digest, radix: 16))")
        print("\(count - failed) passed, \(failed) failed")
        return failed
    }

    /// One seed of shards.
    func shardSeed(_ seed: UInt64) throws -> Int {
        var outcome: ShardOutcome
        if let trace {
            guard let file = fopen(trace, "w") else { throw ValidationError("cannot write \(trace)") }
            outcome = ShardSwarm.run(seed: seed, breaking: breaking) { line in fputs(line + "\n", file) }
            fclose(file)
        } else {
            outcome = ShardSwarm.run(seed: seed, breaking: breaking)
        }
        report(outcome)
        return outcome.passed ? 0 : 1
    }

    private func report(_ outcome: ShardOutcome) {
        print(
            "seed \(outcome.seed): \(outcome.passed ? "passed" : "FAILED"), "
                + "trace \(String(outcome.digest, radix: 16))")
        print("  " + outcome.facts.summary)
        guard let violation = outcome.violation else { return }
        print("  \(violation)")
        let rule = breaking.map { " --breaking \($0)" } ?? ""
        print("  replay: swift run -c release simulate --shards --seed \(outcome.seed)\(rule) --trace FILE")
    }
}
