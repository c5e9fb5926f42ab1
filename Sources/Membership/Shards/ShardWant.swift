import GossipCore

/// A home that waits at a voter for a shard.
struct ShardWant: Sendable {
    var application: ApplicationID
    var home: NodeID
    var generation: UInt64
    /// Of the home, in milliseconds.
    var term: UInt64
    var instance: UInt64
    var since: Instant
    var askedAt: Instant
    /// The last one.
    var ask: UInt64
    /// When its home was last told that its instance's shard is still held.
    var toldAt: Instant?
    /// What is being decided for it now.
    var shard: Int?
    /// Its turn to identify, once that is reserved.
    var turn: Instant?
}
