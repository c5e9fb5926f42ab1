import GossipCore

/// The shard manager of one roster: `Shards`, what nodes say of theirs, and what one node of the fleet does for all.
struct ShardManager: Sendable {
    var core: Shards
    var book = PoolBook()
    /// When `core` is to be woken at the latest.
    var wakeAt: Instant
    /// What a step wants done; kept for its capacity.
    var outbox = ShardOutbox()

    /// Whether the book is to be put together anew, and when that was done last.
    var isBookStale = true
    var settledAt = Instant.zero
    /// When what the book says changes with time alone.
    var bookDue: Instant?

    /// What was published last, and when.
    private(set) var said: Saying?
    private var saidAt = Instant.zero
    private var saidPages = 0
    private(set) var version: Report.Version
    /// When a notice may be due.
    private(set) var sayAt = Instant.zero
    /// When that was looked at last, which costs as much as there are sessions.
    private var lookedAt: Instant?

    /// What Discord told this node.
    var words: [ApplicationID: DiscordWord] = [:]
    /// When to ask it, where this node is the one to.
    var askDiscordAt: [ApplicationID: Instant] = [:]
    private var discordPatience: [ApplicationID: Instant.Span] = [:]
    /// The size that voters were told to agree on, by application.
    var wished: [ApplicationID: PoolSize] = [:]
    /// The word on identifies that they were told.
    var counted: [ApplicationID: DiscordWord] = [:]

    /// What a notice is made of. Times are monotonic, so that two can be compared.
    struct Saying: Hashable, Sendable {
        var notifies: Bool
        var applications: [ShardNotice.Application]
        var sessions: [ShardSummary]

        var isEmpty: Bool {
            !notifies && sessions.isEmpty
                && applications.allSatisfy { !$0.hasToken && $0.size == nil && $0.wish == nil }
        }

        /// Whether a reader should hear of the difference soon.
        func differsAtOnce(from other: Saying) -> Bool {
            applications != other.applications || notifies != other.notifies
                || sessions.map(\.standing) != other.sessions.map(\.standing)
        }
    }

    /// Two notices of a node are at least this far apart, and where only beats are new, as far as keeps all nodes
    /// together at twenty a second.
    static let pauseMin = Instant.Span.milliseconds(250)
    static let noticesPerSecond = 20
    static let pauseRange = 2...15
    /// A node that starts first hears what its former run said.
    static let silence = Instant.Span.seconds(3)
    /// The book is put together at most this often.
    static let settlePause = Instant.Span.milliseconds(100)

    /// Discord is asked so often where it answers, and after it did not.
    static let discordPeriod = Instant.Span.seconds(600)
    static let discordPatienceMin = Instant.Span.seconds(5)
    static let discordPatienceMax = Instant.Span.seconds(300)

    init(own: NodeID, boot: UInt64, terms: ShardTerms, now: Instant) {
        core = Shards(own: own, boot: boot, terms: terms, now: now)
        wakeAt = now
        version = Report.Version(claim: Stamp(ticks: 0, writer: own), sequence: 0)
    }

    /// - Parameter homes: how many nodes have sessions.
    func pause(homes: Int) -> Instant.Span {
        let seconds = homes / Self.noticesPerSecond
        return .seconds(min(max(seconds, Self.pauseRange.lowerBound), Self.pauseRange.upperBound))
    }

    /// - Returns: when a notice that differs from the last one may leave; nil where nothing is to say.
    func due(_ next: Saying, homes: Int) -> Instant? {
        guard let said else { return next.isEmpty ? nil : .zero }
        guard said != next else { return nil }
        return saidAt + (next.differsAtOnce(from: said) ? Self.pauseMin : pause(homes: homes))
    }

    /// Something changed that a notice may have to say.
    mutating func lookSoon(at now: Instant) {
        sayAt = min(sayAt, max(now, lookedAt.map { $0 + Self.pauseMin } ?? now))
    }

    /// Whether there is a notice is looked at now, and next at that time.
    mutating func look(at now: Instant, nextAt next: Instant) {
        lookedAt = now
        sayAt = next
    }

    /// The reports to publish for a notice.
    mutating func say(
        _ saying: Saying, _ notice: ShardNotice, own: NodeID, standing: Report.Version?, at moment: Moment
    ) -> [Report] {
        claim(above: said == nil ? standing : nil, at: moment.wall)
        version.sequence += 1
        said = saying
        saidAt = moment.now
        var pages = notice.pages
        saidPages = max(saidPages, pages.count)
        // A page that is no more needed says so, for it is never taken away.
        while pages.count < saidPages { pages.append(Array([1, UInt8(pages.count), 0])) }
        return pages.enumerated().map { index, page in
            Report(key: ShardNotice.key(own, page: index), version: version, payload: page)
        }
    }

    /// A page of this node's former run, or of its twin, stands against the present ones.
    mutating func isOutdone(by other: Report.Version, at wall: WallTime) -> Bool {
        guard version < other else { return false }
        claim(above: other, at: wall)
        said = nil
        return true
    }

    private mutating func claim(above standing: Report.Version?, at wall: WallTime) {
        if version.claim.ticks == 0 { version.claim.ticks = wall.milliseconds << 16 }
        guard let standing, version.claim <= standing.claim else { return }
        version.claim.ticks = standing.claim.ticks &+ 1
    }

    /// Discord answered, or did not.
    mutating func heardDiscord(_ word: DiscordWord?, of application: ApplicationID, at moment: Moment) {
        guard let word else {
            let patience = discordPatience[application] ?? Self.discordPatienceMin
            askDiscordAt[application] = moment.now + patience
            discordPatience[application] = min(patience * 2, Self.discordPatienceMax)
            return
        }
        words[application] = word
        discordPatience[application] = nil
        var next = Self.discordPeriod
        if word.resetAt > moment.wall {
            // Soon after the day's identifies are counted anew.
            let reset = Instant.Span.milliseconds(
                Int(clamping: word.resetAt.milliseconds - moment.wall.milliseconds))
            next = min(next, reset + .seconds(5))
        }
        askDiscordAt[application] = moment.now + max(next, Self.discordPatienceMin)
    }
}

/// A session of this home, with its own clock.
struct ShardSummary: Hashable, Sendable {
    var application: ApplicationID
    var session: SessionID
    var isEnded: Bool
    var lastBeat: Instant
    var endsAt: Instant
    var freeAt: Instant
    var report: SessionReport

    struct Standing: Hashable, Sendable {
        var session: SessionID
        var isEnded: Bool
    }

    var standing: Standing { Standing(session: session, isEnded: isEnded) }

    /// - Parameter moment: ties the two clocks together.
    func told(at moment: Moment) -> ShardNotice.Session {
        func wall(_ instant: Instant) -> WallTime {
            let offset = (instant - moment.now).nanoseconds / 1_000_000
            return WallTime(milliseconds: UInt64(max(0, Int64(clamping: moment.wall.milliseconds) + offset)))
        }
        return ShardNotice.Session(
            application: application, shard: session.shard, isEnded: isEnded, since: session.madeAt,
            lastBeat: wall(lastBeat), endsAt: wall(endsAt), freeAt: wall(freeAt), report: report)
    }
}
