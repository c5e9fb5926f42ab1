import GossipCore

/// Which voters let this home wait: they are passed over for a while. Whoever serves a fleet may be dead long
/// before the failure detector says so, or be cut off from the other voters alone.
struct VoterPatience: Sendable {
    /// A proposer that works on it says so at the second ask, a round trip after it (`NumberAuthority.retryMin`).
    static let patience = Instant.Span.milliseconds(500)
    static let avoidance = Instant.Span.seconds(5)

    /// For each voter, when the first and the last ask since its last answer were sent.
    private var unanswered: [NodeID: (first: Instant, last: Instant)] = [:]
    private var avoidedUntil: [NodeID: Instant] = [:]

    mutating func asked(_ voter: NodeID, at now: Instant) {
        let former = unanswered[voter]
        // An ask that nobody repeated says nothing.
        let isFresh = former.map { now - $0.last < Self.avoidance } ?? false
        unanswered[voter] = (isFresh ? former?.first ?? now : now, now)
    }

    /// It answered what shows that it can decide.
    mutating func answered(_ voter: NodeID) {
        unanswered[voter] = nil
        avoidedUntil[voter] = nil
    }

    mutating func reset() {
        unanswered = [:]
        avoidedUntil = [:]
    }

    /// The first of `order` that is not passed over; where all are, the one that was longest.
    mutating func choose(among order: [NodeID], at now: Instant) -> NodeID? {
        for voter in order {
            if let (first, last) = unanswered[voter], now - first >= Self.patience,
                now - last < Self.avoidance
            {
                unanswered[voter] = nil
                avoidedUntil[voter] = now + Self.avoidance
            }
        }
        return order.first { avoidedUntil[$0].map { $0 <= now } ?? true }
            ?? order.min { (avoidedUntil[$0] ?? .zero) < (avoidedUntil[$1] ?? .zero) }
    }
}
