/// The timers of which a node has one each.
struct Schedule: Hashable, Sendable {
    enum Timer: Int, CaseIterable, Sendable {
        /// The next protocol period.
        case probe
        case coldGossip, hotGossip
        /// Seeds and dead members.
        case dial
        /// Members of the store that were not heard of yet.
        case verify
        /// A node that is not synchronised asks its peers more often than its probes do.
        case catchUp
        /// Left members and tombstones that became old.
        case sweep
        /// Whether it is time to found the voters, or to change them.
        case choose
        /// The end of a goodbye.
        case leave
    }

    private var deadlines: [Instant] = Array(repeating: Self.never, count: Timer.allCases.count)
    private static let never = Instant(nanoseconds: .max)

    subscript(timer: Timer) -> Instant? {
        get { deadlines[timer.rawValue] == Self.never ? nil : deadlines[timer.rawValue] }
        set { deadlines[timer.rawValue] = newValue ?? Self.never }
    }

    var nextDeadline: Instant? {
        var earliest = Self.never
        for deadline in deadlines where deadline < earliest { earliest = deadline }
        return earliest == Self.never ? nil : earliest
    }

    /// Takes the first timer that is due, in the order above; it is unset then.
    mutating func takeDue(at now: Instant) -> Timer? {
        for timer in Timer.allCases where deadlines[timer.rawValue] <= now {
            deadlines[timer.rawValue] = Self.never
            return timer
        }
        return nil
    }
}
