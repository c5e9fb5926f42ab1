import GossipCore

/// What a node says of its shards on the hot plane, for the view and for what is done by one node of the fleet:
/// the newest counts, and nothing that is promised rests on it.
struct ShardNotice: Hashable, Sendable {
    /// Whether the node can send notifications.
    var notifies = false
    /// What the node promises to bots, and waits for.
    var terms = ShardTerms()
    var applications: [Application] = []
    /// Ordered by application, then shard.
    var sessions: [Session] = []

    static let applicationsMax = 8

    struct Application: Hashable, Sendable {
        var id: ApplicationID
        /// Whether the node can ask Discord.
        var hasToken = false
        /// As the voters decided, as far as the node knows.
        var size: PoolSize?
        /// What the node's operator set, and when it was read.
        var wish: PoolSize?
        var wishedAt = WallTime(milliseconds: 0)
        /// What Discord told this node last.
        var discord: DiscordWord?
        /// Identifies that are left of the day, by the node that gives them out.
        var identifiesLeft: UInt64?
    }

    struct Session: Hashable, Sendable {
        var application: ApplicationID
        var shard: Int
        var isEnded: Bool
        var since: WallTime
        var lastBeat: WallTime
        var endsAt: WallTime
        var freeAt: WallTime
        var report: SessionReport
    }
}
