/// Lifeguard's local health multiplier (section 3.1): how much a node distrusts itself. A node that
/// loses answers it should have got, or has to refute suspicions, probes more slowly and waits longer
/// before it blames another.
struct LocalHealth: Hashable, Sendable {
    /// 0 is healthy; never above `max`.
    private(set) var score = 0
    /// Lifeguard's S.
    let max: Int

    init(max: Int) { self.max = Swift.max(0, max) }

    /// A probe came back within its period.
    mutating func probeSucceeded() { score = Swift.max(0, score - 1) }

    /// A probe failed. Relays that answered `nack` prove that this node can hear: only those that
    /// stayed silent count against it. Without any relay the failure itself counts.
    mutating func probeFailed(nacksExpected: Int, nacks: Int) {
        worsen(by: nacksExpected == 0 ? 1 : Swift.max(0, nacksExpected - nacks) > 0 ? 1 : 0)
    }

    /// Others suspected a node that lives: it may be slow to answer.
    mutating func refuted() { worsen(by: 1) }

    /// The driver came back long after the deadline: this node stood still, not the others.
    mutating func stoodStill() { worsen(by: 1) }

    /// A period or timeout of the configuration, stretched by the score.
    func scaled(_ span: Instant.Span) -> Instant.Span { span * (score + 1) }

    private mutating func worsen(by points: Int) { score = Swift.min(max, score + points) }
}
