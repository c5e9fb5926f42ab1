/// How long the voting core waits. Safety rests on none of these.
public struct VotingTiming: Sendable {
    /// Until a request is sent again: longer than a round trip and a commit.
    public var answerTimeout: Instant.Span
    /// Times that a request is sent before the attempt is given up for a new ballot.
    public var sendsMax = 3
    /// The first back-off is drawn from this span; it doubles with each attempt, six times at most.
    public var backoff: Instant.Span
    /// Between two steps of a change of epoch.
    public var drivePeriod: Instant.Span

    public init(answerTimeout: Instant.Span, backoff: Instant.Span, drivePeriod: Instant.Span) {
        self.answerTimeout = answerTimeout
        self.backoff = backoff
        self.drivePeriod = drivePeriod
    }

    /// Hosts of one site or a few.
    public static let lan = VotingTiming(
        answerTimeout: .milliseconds(150), backoff: .milliseconds(20), drivePeriod: .milliseconds(300))
}
