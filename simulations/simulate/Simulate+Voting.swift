import Simulation

extension Simulate {
    /// Runs seeds of the voters alone.
    /// - Returns: how many failed.
    func votingSwarm(_ count: Int) -> Int {
        var total = VotingFacts()
        // Of all traces: two equal runs print an equal word, also in two processes (INV-14).
        var digest: UInt64 = 0
        let (failed, seconds) = forEachSeed(count) { seed in
            let outcome = VotingSwarm.run(seed: seed, story: story, breaking: breaking)
            total.add(outcome.facts)
            digest = (digest ^ outcome.digest) &* 0x9E37_79B9_7F4A_7C15
            if !outcome.passed { report(outcome) }
            return outcome.passed
        }
        print(total.summary)
        if !total.missing.isEmpty { print("did not happen: " + total.missing.joined(separator: ", ")) }
        print(
            "\(Int(seconds)) s, \(Int(seconds * 1e3 / Double(count))) ms a seed, "
                + "all traces \(String(digest, radix: 16))")
        print("\(count - failed) passed, \(failed) failed")
        return failed
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
