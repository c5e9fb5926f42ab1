import Simulation

extension Simulate {
    /// Runs seeds of shards and their bots.
    /// - Returns: how many failed.
    func shardSwarm(_ count: Int) -> Int {
        var total = ShardFacts()
        var slowest = 0.0
        // Of all traces: two equal runs print an equal word, also in two processes (INV-14).
        var digest: UInt64 = 0
        let (failed, seconds) = forEachSeed(count) { seed in
            let outcome = ShardSwarm.run(seed: seed, breaking: breaking)
            total.add(outcome.facts)
            slowest = max(slowest, outcome.settledAfter ?? 0)
            digest = (digest ^ outcome.digest) &* 0x9E37_79B9_7F4A_7C15
            if !outcome.passed { report(outcome) }
            return outcome.passed
        }
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
