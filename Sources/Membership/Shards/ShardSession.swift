import GossipCore

/// A session at its home.
struct ShardSession: Sendable {
    var application: ApplicationID
    /// As it stands in the register, with this node as its home.
    var slot: ShardSlot
    /// Until when its bot may run by what this home answered, or may have answered before it started.
    var promiseEnd: Instant
    /// Not released before this: a former home may have promised until then.
    var notBefore: Instant
    /// Ended: the bot gets 404, and the shard is released at this instant.
    var releaseAt: Instant?
    /// When the last release, or the last adoption into the present generation, was asked for.
    var askedAt: Instant?
    var report = SessionReport()
    var beatAt: Instant
}
