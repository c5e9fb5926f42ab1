import Simulation

extension Simulate {
    /// Runs seeds of shards and their bots.
    /// - Returns: how many failed.
    func shardSwarm(_ count: Int) -> Int {
        var total = ShardFacts()
        var slowest = 0.0
        let result = forEachSeed(count) { seed in
            let outcome = ShardSwarm.run(seed: seed, breaking: breaking)
            total.add(outcome.facts)
            slowest = max(slowest, outcome.settledAfter ?? 0)
            if !outcome.passed { report(outcome) }
            return (outcome.passed, outcome.digest)
        }
        printEnd(
            result, of: count, summary: total.summary, missing: total.missing,
            note: "every bot ran again after \(slowest) s at most; ")
        return result.failed
    }

    /// One seed of shards.
    func shardSeed(_ seed: UInt64) throws -> Int {
        let outcome = try traced { ShardSwarm.run(seed: seed, breaking: breaking, sink: $0) }
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
