/// Timing and quotas of the protocol. `lan` is measured against in docs/measurements.
public struct Timing: Hashable, Sendable {
    /// SWIM's protocol period T'.
    public var probePeriod: Instant.Span
    /// How long a direct probe may take before others are asked; scaled by local health.
    public var probeTimeout: Instant.Span
    /// SWIM's k: members asked to probe on our behalf.
    public var indirectProbes: Int
    /// Lifeguard's S: the highest local health score.
    public var localHealthMax: Int
    /// How soon a queued update leaves, and how often it is sent again.
    public var gossipPeriod: Instant.Span
    /// Peers that a gossip round goes to.
    public var gossipFanout: Int
    /// SWIM's lambda: each node sends an update lambda * ceil(log10(n + 1)) times.
    public var retransmitFactor: Int
    /// Suspicion ends no sooner than this, however many confirm it.
    public var suspicionMin: Instant.Span
    /// Suspicion without any confirmation ends after this.
    public var suspicionMax: Instant.Span
    /// Lifeguard's K: independent confirmations that bring the timeout down to its minimum.
    public var suspicionConfirmations: Int
    /// Dead members and seeds are dialled at this rate, for ever.
    public var dialPeriod: Instant.Span
    /// A node starts at most one reconciliation of the cold plane in this time.
    public var reconcilePeriod: Instant.Span
    /// The same for the hot plane.
    public var freshnessPeriod: Instant.Span
    /// Bytes a second that membership and the cold plane may send, headers included.
    public var coldBytesPerSecond: Int
    /// Bytes a second that reports may send, headers included.
    public var hotBytesPerSecond: Int

    public static let local = Timing(
        probePeriod: .milliseconds(500), probeTimeout: .milliseconds(200), indirectProbes: 3,
        localHealthMax: 8, gossipPeriod: .milliseconds(25), gossipFanout: 4, retransmitFactor: 4,
        suspicionMin: .milliseconds(1_000), suspicionMax: .milliseconds(6_000), suspicionConfirmations: 3,
        dialPeriod: .seconds(2), reconcilePeriod: .milliseconds(500), freshnessPeriod: .seconds(1),
        coldBytesPerSecond: 262_144, hotBytesPerSecond: 131_072)

    public static let lan = Timing(
        probePeriod: .seconds(1), probeTimeout: .milliseconds(400), indirectProbes: 3,
        localHealthMax: 8, gossipPeriod: .milliseconds(50), gossipFanout: 4, retransmitFactor: 4,
        suspicionMin: .milliseconds(2_000), suspicionMax: .milliseconds(12_000), suspicionConfirmations: 3,
        dialPeriod: .seconds(2), reconcilePeriod: .seconds(1), freshnessPeriod: .seconds(2),
        coldBytesPerSecond: 131_072, hotBytesPerSecond: 65_536)

    public static let wan = Timing(
        probePeriod: .seconds(3), probeTimeout: .milliseconds(1_500), indirectProbes: 3,
        localHealthMax: 8, gossipPeriod: .milliseconds(200), gossipFanout: 4, retransmitFactor: 4,
        suspicionMin: .seconds(6), suspicionMax: .seconds(36), suspicionConfirmations: 3,
        dialPeriod: .seconds(5), reconcilePeriod: .seconds(3), freshnessPeriod: .seconds(5),
        coldBytesPerSecond: 65_536, hotBytesPerSecond: 32_768)
}
