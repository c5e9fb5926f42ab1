import GossipCore

/// How often a home publishes one cluster's report: once an interval on average, so that beats that
/// come a little early are not held back, and two in a row at most (the generic cell rate algorithm,
/// ITU-T I.371, with one interval of tolerance).
struct ReportPace: Sendable {
    private var theoreticalArrival = Instant.zero

    /// The earliest instant at which the next report may leave.
    func due(interval: Instant.Span) -> Instant {
        theoreticalArrival + Instant.Span(nanoseconds: -interval.nanoseconds)
    }

    mutating func published(at now: Instant, interval: Instant.Span) {
        theoreticalArrival = max(theoreticalArrival, now) + interval
    }
}
