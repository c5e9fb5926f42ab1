#if canImport(Glibc)
    import func Glibc.log
#elseif canImport(Musl)
    import func Musl.log
#else
    import func Darwin.log
#endif

/// One suspicion as one node holds it (SWIM 4.2, Lifeguard 3.2): who suspects, since when, and when it
/// turns to `dead` unless the suspect refutes.
struct Suspicion: Hashable, Sendable {
    /// When this node first heard of it; set anew after this node itself stood still.
    private(set) var startedAt: Instant
    /// Independent suspectors in the order of their arrival, at most K + 1.
    private(set) var suspectors: [NodeID]
    /// Lifeguard's K for the fleet of this moment: confirmations that can be expected at all.
    let confirmationsMax: Int
    /// Added to the timeout, so that a few holders expire first and the others hear it from them.
    var jitter: Instant.Span
    /// Whether this node asks the suspect a last time now.
    var isAsking = false
    /// A peer holds the suspect dead already: as good as fully confirmed.
    var isJudged = false
    /// Tells this suspicion's timers from those of a former one.
    let generation: UInt64

    init(by first: NodeID, confirmationsMax: Int, jitter: Instant.Span, generation: UInt64, at now: Instant) {
        self.startedAt = now
        self.suspectors = [first]
        self.confirmationsMax = max(0, confirmationsMax)
        self.jitter = jitter
        self.generation = generation
    }

    /// - Returns: whether this is an independent confirmation worth passing on; the first K are.
    mutating func confirm(by suspector: NodeID) -> Bool {
        guard suspectors.count <= confirmationsMax, !suspectors.contains(suspector) else { return false }
        suspectors.append(suspector)
        return true
    }

    mutating func restart(at now: Instant) {
        startedAt = now
        isAsking = false
    }

    /// `max(min, max - (max - min) * log(C + 1) / log(K + 1))`, C confirmations after the first.
    func timeout(_ timing: Timing) -> Instant.Span {
        let shortest = timing.suspicionMin
        let longest = timing.suspicionMax
        guard confirmationsMax > 0, longest > shortest, !isJudged else { return shortest }
        let confirmations = suspectors.count - 1
        if confirmations >= confirmationsMax { return shortest }
        let share = log(Double(confirmations + 1)) / log(Double(confirmationsMax + 1))
        return max(shortest, .seconds(longest.seconds - (longest - shortest).seconds * share))
    }

    func deadline(_ timing: Timing) -> Instant { startedAt + timeout(timing) + jitter }
}
