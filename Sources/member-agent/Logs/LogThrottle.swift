import GossipCore

/// Lets a message through once in a while for each subject, so that a flood of bad datagrams or a
/// full disk does not become a flood of log lines.
struct LogThrottle {
    private let period: Instant.Span
    private let subjectsMax: Int
    private var last: [String: Instant] = [:]

    init(period: Instant.Span = .seconds(60), subjectsMax: Int = 1_024) {
        self.period = period
        self.subjectsMax = subjectsMax
    }

    mutating func allows(_ subject: String, at now: Instant) -> Bool {
        if let last = last[subject], now - last < period { return false }
        if last.count >= subjectsMax { last.removeAll(keepingCapacity: true) }
        last[subject] = now
        return true
    }
}
