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

    /// A time in which one bot may identify.
    struct Turn: Sendable {
        var session: SessionID
        var at: Instant
        /// When it can not be used any more. The next turn of the bucket begins a window later.
        var end: Instant
        /// The ask that its permit answered; nil until then.
        var ask: UInt64?
        /// Whether the register gave it. Before, it only keeps others away.
        var isDecided = true
    }

    struct Waiting: Sendable {
        var session: SessionID
        var home: NodeID
        var ask: UInt64
        var askedAt: Instant
    }

    /// What stands in the register, as far as is known; nil where it is empty, or an outcome was unknown.
    var pace: IdentifyPace?
    /// When it was read.
    var readAt: Instant?
    /// What was read last, and since when it was so.
    var seen: IdentifyPace?
    var changedAt = Instant.zero
    /// When a home was sent to its owner last, and since when again and again.
    var referredAt = Instant.zero
    var referringSince = Instant.zero
    var isTaking = false
    /// Since when, as the owner, it may give turns.
    var readyAt: Instant?
    var isDeciding = false
    /// Since when this voter owns the pace.
    var ownedSince = Instant.zero
    /// Of the word that was brought into the pace last.
    var budgetAskedAt: WallTime?
    private var permitted: [Instant] = []
    /// By bucket, in their order: the turns of which the next ones must keep clear, those under decision included.
    private(set) var turns: [Int: [Turn]] = [:]
    /// In the order of asking.
    var queues: [Int: [Waiting]] = [:]

    /// How long after now the last turn of all may be used, in milliseconds, if one ends at `end`.
    func horizon(_ end: Instant, at now: Instant) -> UInt64 {
        let last = turns.values.compactMap(\.last?.end).reduce(end, max)
        return UInt64(max(last - now, .zero).nanoseconds / 1_000_000) + 1
    }

    var isIdle: Bool { queues.values.allSatisfy(\.isEmpty) }

    /// A permit was decided.
    mutating func count(at now: Instant) {
        permitted.removeAll { now - $0 > PaceBudget.ageMax }
        permitted.append(now)
    }

    func permits(since instant: Instant) -> Int { permitted.count { $0 >= instant } }

    // MARK: Turns

    /// When the next turn of a bucket may begin.
    func free(_ bucket: Int, at now: Instant) -> Instant {
        guard let last = turns[bucket]?.last else { return now }
        return max(now, last.end + Self.window)
    }

    /// The last one of a session that the register gave.
    func turn(of session: SessionID, in bucket: Int) -> Turn? {
        turns[bucket]?.last { $0.session == session && $0.isDecided }
    }

    mutating func append(_ turn: Turn, to bucket: Int, at now: Instant) {
        turns[bucket, default: []].removeAll { $0.end + Self.window <= now }
        turns[bucket, default: []].append(turn)
    }

    /// The register gave the turn that this session was to have.
    mutating func confirm(_ session: SessionID, in bucket: Int) {
        guard let place = turns[bucket]?.lastIndex(where: { $0.session == session }) else { return }
        turns[bucket]?[place].isDecided = true
    }

    /// Its permit is told for this ask.
    mutating func use(_ session: SessionID, in bucket: Int, for ask: UInt64) {
        guard let place = turns[bucket]?.lastIndex(where: { $0.session == session }) else { return }
        turns[bucket]?[place].ask = ask
    }

    /// The permit of this ask is at its bot, so the next turn may come sooner.
    mutating func shorten(_ session: SessionID, in bucket: Int, after ask: UInt64, at now: Instant) {
        guard let place = turns[bucket]?.lastIndex(where: { $0.session == session && $0.ask == ask }),
            let end = turns[bucket]?[place].end
        else { return }
        turns[bucket]?[place].end = min(end, now + Self.permitWindow)
    }

    mutating func forgetTurns() { turns = [:] }

    /// This voter does not vote, perhaps only while the voters change. What it asked for is not answered, and the
    /// register is to be read again. The turns that it gave stand: if nobody took the pace, it goes on with them, and
    /// nobody has to wait for a new owner.
    mutating func pause() {
        (pace, readAt) = (nil, nil)
        (isTaking, isDeciding) = (false, false)
        budgetAskedAt = nil
        queues = [:]
    }
}
