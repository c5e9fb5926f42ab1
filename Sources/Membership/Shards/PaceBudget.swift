import GossipCore

/// What Discord said of the day's identifies, and when it was asked by this voter's clock.
struct PaceBudget: Sendable {
    var word: DiscordWord
    var askedAt: Instant

    /// Two nodes' clocks may differ, so what was permitted this long before the ask is taken to be after it.
    static let doubt = Instant.Span.seconds(-10)
    /// Permits are remembered for so long; words are newer.
    static let ageMax = Instant.Span.seconds(900)
}
