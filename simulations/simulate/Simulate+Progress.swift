import ArgumentParser

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// What runs of the fleet and of the voters share.
extension Simulate {
    /// Runs seeds one after the other, and shows on a terminal how far it is.
    /// - Parameter run: of a seed; returns whether it passed, and the digest of its trace.
    /// - Returns: how many failed, how long it took, and the digest of all traces: two equal runs have an equal one,
    ///   also in two processes (INV-14).
    func forEachSeed(
        _ count: Int, _ run: (UInt64) -> (passed: Bool, digest: UInt64)
    ) -> (failed: Int, seconds: Double, digest: UInt64) {
        let isTerminal = isatty(STDERR_FILENO) == 1
        let clock = ContinuousClock()
        let start = clock.now
        var failed = 0
        var digest: UInt64 = 0
        for seed in from..<from + UInt64(count) {
            let outcome = run(seed)
            if !outcome.passed { failed += 1 }
            digest = (digest ^ outcome.digest) &* 0x9E37_79B9_7F4A_7C15
            if isTerminal { progress("\r\(seed - from + 1)/\(count) seeds, \(failed) failed") }
        }
        if isTerminal { progress("\r") }
        return (failed, (clock.now - start) / .seconds(1), digest)
    }

    /// Performs a run, with its whole story in the file of `--trace` where there is one.
    func traced<Result>(_ run: (((String) -> Void)?) -> Result) throws -> Result {
        guard let trace else { return run(nil) }
        guard let file = fopen(trace, "w") else { throw ValidationError("cannot write \(trace)") }
        defer { fclose(file) }
        return run { line in fputs(line + "\n", file) }
    }

    /// What the runs of the voters and of the shards end with.
    func printEnd(
        _ result: (failed: Int, seconds: Double, digest: UInt64), of count: Int, summary: String,
        missing: [String],
        note: String = ""
    ) {
        print(summary)
        if !missing.isEmpty { print("did not happen: " + missing.joined(separator: ", ")) }
        print(
            "\(note)\(Int(result.seconds)) s, \(Int(result.seconds * 1e3 / Double(count))) ms a seed, "
                + "all traces \(String(result.digest, radix: 16))")
        print("\(count - result.failed) passed, \(result.failed) failed")
    }

    private func progress(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
