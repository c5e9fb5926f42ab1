import ArgumentParser

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// What runs of the fleet and of the voters share.
extension Simulate {
    /// Runs seeds one after the other, and shows on a terminal how far it is.
    /// - Parameter run: of a seed; returns whether it passed.
    /// - Returns: how many failed, and how long it took.
    func forEachSeed(_ count: Int, _ run: (UInt64) -> Bool) -> (failed: Int, seconds: Double) {
        let isTerminal = isatty(STDERR_FILENO) == 1
        let clock = ContinuousClock()
        let start = clock.now
        var failed = 0
        for seed in from..<from + UInt64(count) {
            if !run(seed) { failed += 1 }
            if isTerminal { progress("\r\(seed - from + 1)/\(count) seeds, \(failed) failed") }
        }
        if isTerminal { progress("\r") }
        return (failed, (clock.now - start) / .seconds(1))
    }

    /// Performs a run, with its whole story in the file of `--trace` where there is one.
    func traced<Result>(_ run: (((String) -> Void)?) -> Result) throws -> Result {
        guard let trace else { return run(nil) }
        guard let file = fopen(trace, "w") else { throw ValidationError("cannot write \(trace)") }
        defer { fclose(file) }
        return run { line in fputs(line + "\n", file) }
    }

    private func progress(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
