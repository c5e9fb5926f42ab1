import GossipCore

/// The turns of one application's identifies, at the voter that owns the pace (docs/shards.md, Identify). All of it is
/// lost with the voter: a new owner waits until every turn of the former one is over.
struct PaceDesk: Sendable {
    /// Between two identifies of a bucket: 5 s, and a margin.
    static let window = Instant.Span.milliseconds(5_250)
    /// A bot that only sleeps identifies within this after its turn.
    static let sleeperWindow = Instant.Span.seconds(3)
    /// A permit is good for so long.
    static let permitWindow = Instant.Span.milliseconds(500)
    /// A home hands a permit on if it asked for it within this.
    static let delivery = Instant.Span.seconds(1)
    /// Turns further ahead are not given.
    static let horizonMax = Instant.Span.seconds(45)

    struct Turn: Sendable {
        var session: SessionID
        var at: Instant
        /// Whether its permit was asked for.
        var isUsed = false
    }

    struct Waiting: Sendable {
        var session: SessionID
        var home: NodeID
        var ask: UInt64
        var askedAt: Instant
    }

    /// What stands in the register; nil until it was decided once.
    var pace: IdentifyPace?
    var isTaking = false
    /// Since when, as the owner, it may give turns.
    var readyAt: Instant?
    var isDeciding = false
    /// When the next turn of a bucket may begin.
    var free: [Int: Instant] = [:]
    /// The last turn of a bucket, and whose it is.
    var last: [Int: Turn] = [:]
    /// In the order of asking.
    var queues: [Int: [Waiting]] = [:]

    /// How long after now the last turn of all may be used, in milliseconds, if one ends at `end`.
    func horizon(_ end: Instant, at now: Instant) -> UInt64 {
        let last = free.values.reduce(end, max)
        return UInt64(max(last - now, .zero).nanoseconds / 1_000_000) + 1
    }

    var isIdle: Bool { queues.values.allSatisfy(\.isEmpty) }
}
