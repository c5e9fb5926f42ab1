public import GossipCore

/// How the virtual network treats a datagram. Shares are between 0 and 1.
public struct NetworkConditions: Sendable, Hashable {
    /// No datagram is faster.
    public var delayMin: Instant.Span = Instant.Span(nanoseconds: 150_000)
    /// The mean of what is added, exponentially distributed.
    public var delayMean: Instant.Span = Instant.Span(nanoseconds: 250_000)
    public var loss = 0.0
    public var duplication = 0.0
    /// One bit is flipped.
    public var corruption = 0.0
    public var truncation = 0.0
    /// Delayed so that later ones overtake it, by up to `reorderingMax`.
    public var reordering = 0.0
    public var reorderingMax: Instant.Span = .milliseconds(200)
    /// A datagram that was recorded earlier, minutes or hours ago, arrives again beside this one.
    public var replay = 0.0

    public init() {}

    /// Whether datagrams are lost or come so late that a probe may fail.
    public var isFaulty: Bool { loss > 0 || corruption > 0 || truncation > 0 || reordering > 0 }
}
