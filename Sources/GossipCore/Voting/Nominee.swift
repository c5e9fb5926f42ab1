/// What a voter that looks for others knows of a member that it called.
struct Nominee: Hashable, Sendable {
    /// Names the boot that was called: another one may answer otherwise.
    var bootTag: UInt32
    /// The same in each call, so that a late answer counts.
    var challenge: UInt64
    var calls = 0
    /// The last time; nil before the first.
    var calledAt: Instant?
    /// Holds as long as the boot: what it says changes with a start alone.
    var answer: Candidacy?

    static let callsMax = 3
    /// Who stayed silent is called again after this.
    private static let silence = Instant.Span.seconds(60)

    /// Whether the last call was so long ago.
    func isDue(at now: Instant, after span: Instant.Span) -> Bool {
        answer == nil && calledAt.map { now - $0 >= span } ?? true
    }

    /// Whether it did not answer the last of its calls in time.
    func isSilent(at now: Instant, after patience: Instant.Span) -> Bool {
        calls >= Self.callsMax && isDue(at: now, after: patience)
    }

    /// Whether it is time to forget that it was ever called.
    func isOver(at now: Instant) -> Bool { isSilent(at: now, after: Self.silence) }
}
