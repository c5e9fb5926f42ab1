public import GossipCore

/// The lengths of time on which exclusivity rests (docs/shards.md, Terms). All nodes of a fleet have the same.
public struct ShardTerms: Hashable, Sendable {
    /// `MAX_SECONDS`: what a 204 promises to a bot, from the moment that it sent the beat.
    public var promise: Instant.Span = .seconds(60)
    /// Between a promise's end and the release of its shard: the bot's clock, and the time that closing a
    /// connection takes.
    public var grace: Instant.Span = .seconds(10)

    public init() {}

    /// Between two asks of a home for its right.
    package static let renewalPeriod = Instant.Span.seconds(2)
    /// By which an ask may be late before beats get 503.
    static let renewalMargin = Instant.Span.seconds(1)
    /// An ask without an answer for so long goes to another voter.
    static let askPatience = Instant.Span.milliseconds(700)
    /// A request of a bot that waits for other nodes is answered with 503 after this.
    static let requestPatience = Instant.Span.seconds(3)
    /// After so long without an answer, a home is passed by.
    static let homePatience = Instant.Span.seconds(2)
    /// A process looks at its clock so often, and knows by a gap that it stood still. A bot waits for an answer for
    /// `gap + requestPatience` at least.
    static let pulse = Instant.Span.milliseconds(500)
    static let gap = Instant.Span.milliseconds(800)
    /// After a gap it may read what came before it, for so long.
    static let steadiness = Instant.Span.seconds(1)
    /// A voter gives a decision up after this.
    package static let decisionSpan = Instant.Span.seconds(1)

    /// A home's right lasts so long, on its clock, from the moment *before* it asked.
    package var term: Instant.Span {
        promise + grace + Self.renewalPeriod + Self.renewalMargin
    }

    /// What an observer waits, on its clock, after it last heard of an ask: the term, and 1 %. That covers two
    /// clocks that are each wrong by 1/250: `1.004 / 0.996 < 1.01`. Real ones are 20 times better.
    var wait: Instant.Span { Self.wait(after: term) }

    /// - Parameter milliseconds: the longest term of the homes that may have promised on a slot. A fleet whose setting
    ///   is changed node by node has two for a while.
    func wait(for milliseconds: UInt64) -> Instant.Span {
        Self.wait(after: max(term, .milliseconds(Int(clamping: min(milliseconds, Self.termMillisecondsMax)))))
    }

    private static func wait(after term: Instant.Span) -> Instant.Span {
        term + Instant.Span(nanoseconds: term.nanoseconds / 100)
    }

    /// A day. A register that claims more is damaged, and is not waited for longer.
    static let termMillisecondsMax: UInt64 = 86_400_000

    /// As it stands in slots and messages, rounded up.
    var termMilliseconds: UInt64 { UInt64(max(term.nanoseconds, 0) + 999_999) / 1_000_000 }

    /// What must be left of a right when a promise is made on it.
    var cover: Instant.Span { promise + grace }
}
