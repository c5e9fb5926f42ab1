import Simulation

extension Simulate {
    /// Runs seeds of the voters alone.
    /// - Returns: how many failed.
    func votingSwarm(_ count: Int) -> Int {
        var total = VotingFacts()
        let result = forEachSeed(count) { seed in
            let outcome = VotingSwarm.run(seed: seed, story: story, breaking: breaking)
            total.add(outcome.facts)
            if !outcome.passed { report(outcome) }
            return (outcome.passed, outcome.digest)
        }
        printEnd(result, of: count, summary: total.summary, missing: total.missing)
        return result.failed
    }

    /// One seed of the voters.
    func votingSeed(_ seed: UInt64) throws -> Int {
        let outcome = try traced {
            VotingSwarm.run(seed: seed, story: story, breaking: breaking, sink: $0)
        }
        report(outcome)
        return outcome.passed ? 0 : 1
    }

    private func report(_ outcome: VotingOutcome) {
        print(
            "seed \(outcome.seed): \(outcome.passed ? "passed" : "FAILED"), "
                + "trace \(String(outcome.digest, radix: 16))")
        print("  " + outcome.facts.summary)
        guard let violation = outcome.violation else { return }
        print("  \(violation)")
        let options = (story.map { " --story \($0)" } ?? "") + (breaking.map { " --breaking \($0)" } ?? "")
        print(
            "  replay: swift run -c release simulate --voting --seed \(outcome.seed)\(options) --trace FILE")
    }
}
