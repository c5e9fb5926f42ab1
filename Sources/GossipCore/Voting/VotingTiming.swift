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

    /// How often a voter looks whether the voters should be others.
    public var choicePeriod: Instant.Span = .seconds(1)
    /// How long a node must have been alive to be made a voter; one that was told how many found the fleet is
    /// meant to stay, and need not wait.
    public var candidateAge: Instant.Span = .seconds(60)
    /// How long a voter may be gone, or there without voting, before another takes its place. Longer than a
    /// restart of a host.
    public var replaceAfter: Instant.Span = .seconds(120)
    /// How long a node that is to found alone looks for others first, if it knows where they might be.
    public var foundingPatience: Instant.Span = .seconds(3)
    /// What voting may send, headers included.
    public var bytesPerSecond = 131_072

    public init(answerTimeout: Instant.Span, backoff: Instant.Span, drivePeriod: Instant.Span) {
        self.answerTimeout = answerTimeout
        self.backoff = backoff
        self.drivePeriod = drivePeriod
    }

    /// Hosts of one machine.
    public static let local = {
        var timing = VotingTiming(
            answerTimeout: .milliseconds(100), backoff: .milliseconds(10), drivePeriod: .milliseconds(200))
        timing.candidateAge = .seconds(10)
        timing.replaceAfter = .seconds(30)
        return timing
    }()
    /// Hosts of one site or a few.
    public static let lan = VotingTiming(
        answerTimeout: .milliseconds(150), backoff: .milliseconds(20), drivePeriod: .milliseconds(300))
    /// Hosts of several continents.
    public static let wan = VotingTiming(
        answerTimeout: .milliseconds(600), backoff: .milliseconds(80), drivePeriod: .milliseconds(1_000))
}
