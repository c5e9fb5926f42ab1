/// What time it is by the word of the fleet: the median of this node's wall clock and of those that the last
/// members to answer told. Tombstones are stamped and judged by it, never by one clock alone: a host whose clock
/// is a year ahead would hold every tombstone over, one that is behind would write such as are over at once, and
/// neither would ever agree with the others. While fewer than half of the clocks are wrong, all nodes read nearly
/// the same, however wrong those are (docs/protocol.md, Forgetting).
///
/// A clock that was told goes on by this node's monotonic clock, so that a step of its own wall clock is one
/// voice too.
struct FleetTime: Sendable {
    private struct Clock {
        var member: NodeID
        /// What it would have read when our monotonic clock was zero, in milliseconds since 1970.
        var origin: Int64
    }

    private var clocks: [Clock] = []
    /// Which of a full set is replaced next.
    private var turn = 0

    /// With the own clock an odd number, so that the median is a clock of somebody.
    static let clocksMax = 14

    /// The wall clock of a member, from a fresh answer. One voice a member.
    mutating func heard(_ minutes: UInt32, of member: NodeID, at now: Instant) {
        let clock = Clock(member: member, origin: Self.origin(of: minutes, at: now))
        if let place = clocks.firstIndex(where: { $0.member == member }) {
            clocks[place] = clock
        } else if clocks.count < Self.clocksMax {
            clocks.append(clock)
        } else {
            clocks[turn] = clock
            turn = (turn + 1) % Self.clocksMax
        }
    }

    /// Of an even number of clocks the earlier of the middle ones: to drop a tombstone late costs memory, to drop
    /// it early may bring a member back.
    func reading(at now: Instant, own wall: WallTime) -> WallTime {
        var origins = clocks.map(\.origin)
        origins.append(Self.origin(of: Self.minutes(of: wall), at: now))
        origins.sort()
        let median = origins[(origins.count - 1) / 2] + Self.milliseconds(now)
        return WallTime(milliseconds: UInt64(max(0, median)))
    }

    /// A wall clock past the 32 bits (the year 10136) reads as their maximum.
    static func minutes(of wall: WallTime) -> UInt32 {
        UInt32(clamping: wall.milliseconds / 60_000)
    }

    private static func origin(of minutes: UInt32, at now: Instant) -> Int64 {
        Int64(minutes) * 60_000 - milliseconds(now)
    }

    private static func milliseconds(_ now: Instant) -> Int64 { Int64(now.nanoseconds / 1_000_000) }
}
