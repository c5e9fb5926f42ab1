import GossipCore

/// INV-14: the same seed gives the same trace, to the byte.
enum SameSeedSameTrace {
    /// Runs the same world twice.
    /// - Parameter run: makes a world from the options and lets it go.
    static func difference(of options: Options, run: (Options) -> World) -> Violation? {
        let first = run(options)
        let second = run(options.mutant == .secondRunDiffers ? differing(options) : options)
        guard first.trace.digest != second.trace.digest else { return nil }
        let text =
            "seed \(options.seed) gave \(String(first.trace.digest, radix: 16)), then "
            + "\(String(second.trace.digest, radix: 16))"
        return Violation(invariant: "INV-14", time: second.time, text: text)
    }

    private static func differing(_ options: Options) -> Options {
        var other = options
        other.conditions.delayMin.nanoseconds += 1
        return other
    }
}
