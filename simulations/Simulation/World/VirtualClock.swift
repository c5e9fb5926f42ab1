import GossipCore

/// The clocks of one host: a monotonic one with an origin and a drift of its own, and a wall clock that may
/// be wrong and may step. True time is what the world counts.
struct VirtualClock {
    /// What the monotonic clock read when the world began: hosts have been up for different times.
    private var origin: UInt64
    /// Nanoseconds that the clock gains in a true millisecond.
    private var driftPerMillisecond: Int64
    /// Milliseconds by which the wall clock is off.
    var wallOffset: Int64 = 0

    /// 2026-11-21 in milliseconds since 1970: when worlds begin.
    static let wallOrigin: Int64 = 1_795_219_200_000

    /// - Parameter driftPartsPerMillion: positive runs fast.
    init(origin: UInt64, driftPartsPerMillion: Int64) {
        self.origin = origin
        self.driftPerMillisecond = driftPartsPerMillion
    }

    func monotonic(at time: UInt64) -> Instant {
        let gained = Int64(time / 1_000_000) * driftPerMillisecond
        return Instant(nanoseconds: UInt64(Int64(origin + time) + gained))
    }

    func wall(at time: UInt64) -> WallTime {
        WallTime(milliseconds: UInt64(max(0, Self.wallOrigin + Int64(time / 1_000_000) + wallOffset)))
    }

    /// The first true time at which the monotonic clock has reached `deadline`.
    func trueTime(of deadline: Instant, after now: UInt64) -> UInt64 {
        if deadline.nanoseconds == .max { return .max }
        let distance = deadline - monotonic(at: now)
        guard distance > .zero else { return now }
        let correction = distance.nanoseconds / 1_000_000 * driftPerMillisecond
        var time = now &+ UInt64(max(0, distance.nanoseconds - correction))
        // Drift moves in steps of a millisecond, so the estimate is off by a step or two.
        while monotonic(at: time) < deadline {
            time += UInt64(1 + (deadline - monotonic(at: time)).nanoseconds)
        }
        return time
    }
}
