/// The quota of a plane (INV-11): what it sends in any span of time stays within `bytesPerSecond` times
/// that span, plus one burst, plus what passes unasked (probes and deaths, which the protocol period
/// bounds). Those may overdraw it by one burst, which the rest then waits out.
struct TokenBucket: Hashable, Sendable {
    let bytesPerSecond: Int
    /// Also the deepest overdraft.
    let burst: Int
    private var level: Int
    private var filledAt: Instant
    /// Elapsed nanoseconds times rate that did not make a whole byte yet.
    private var remainder = 0

    init(bytesPerSecond: Int, burst: Int, at now: Instant) {
        self.bytesPerSecond = max(1, bytesPerSecond)
        self.burst = burst
        self.level = burst
        self.filledAt = now
    }

    mutating func refill(at now: Instant) {
        guard now > filledAt else { return }
        // Two bursts' time fills it from the deepest overdraft; more would only overflow the product.
        let enough = 2 * burst * 1_000_000_000 / bytesPerSecond + 1
        let elapsed = min(enough, Int((now - filledAt).nanoseconds))
        filledAt = now
        let earned = elapsed * bytesPerSecond + remainder
        level = min(burst, level + earned / 1_000_000_000)
        remainder = level == burst ? 0 : earned % 1_000_000_000
    }

    func allows(_ bytes: Int) -> Bool { level >= bytes }

    var isHalfFull: Bool { level >= burst / 2 }

    mutating func spend(_ bytes: Int) { level = max(-burst, level - bytes) }

    /// When `bytes` will be there, if nothing else is sent.
    func ready(for bytes: Int) -> Instant {
        let missing = min(bytes, burst) - level
        guard missing > 0 else { return filledAt }
        return filledAt + Instant.Span(nanoseconds: Int64(missing * 1_000_000_000 / bytesPerSecond + 1))
    }
}
