public import GossipCore

/// What an operator may set of the domain (CONTRACT.md, Command line).
public struct Settings: Hashable, Sendable {
    public var heartbeatInterval: Instant.Span = .seconds(15)
    /// A cluster is down after this many intervals without a beat.
    public var ttlFactor: Double = 3
    /// Registrations beyond get `Answer.Register.capReached`; 0 is no limit.
    public var clustersMax: Int = 5_000
    public var requireLease = false
    /// How long a registration waits for its number before it answers `settled: false`.
    public var settleTimeout: Instant.Span = .seconds(1)
    /// How much longer it waits for the disk before it answers `notDurable`: a slow disk is waited for, and
    /// clients that give up after 10 s, as Argus's, still hear.
    public var diskTimeout: Instant.Span = .seconds(5)

    /// The applications whose shards this node gives out; `shardTerms` are the same on all nodes of a fleet in the
    /// ordinary case, and safe where they are not.
    public var applications: [ShardApplication] = []
    public var shardTerms = ShardTerms()
    /// Whether this node can send notifications.
    public var notifies = false
    /// What this node tells the others of its program; nil tells nothing.
    public var version: AgentVersion?

    public init() {}

    /// How long a cluster stays up without a beat; at least a millisecond, whatever was set.
    public var timeToLive: Instant.Span {
        max(.milliseconds(1), .seconds(heartbeatInterval.seconds * ttlFactor))
    }
}
