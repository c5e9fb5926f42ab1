/// A hybrid logical clock (Kulkarni et al. 2014): the wall clock where it moves forward, a count where
/// it does not. It never falls, whatever the wall clock does, and saturates instead of wrapping.
///
/// Ticks hold milliseconds in the upper 48 bits and the count in the lower 16. A count that overflows
/// carries into the milliseconds, which keeps the order and costs a millisecond of truth.
struct HybridClock: Sendable {
    /// How far ahead of our wall clock a foreign stamp may be and still pull this clock along: one day,
    /// beyond every wrong time zone. One host in 2038 then keeps its lead to itself; what it wrote is
    /// still overwritten, because `tick` takes the stamp to exceed.
    static let driftMaxMilliseconds: UInt64 = 86_400_000

    let writer: NodeID
    /// The last reading.
    private(set) var ticks: UInt64

    init(writer: NodeID, ticks: UInt64 = 0) {
        self.writer = writer
        self.ticks = ticks
    }

    /// A new reading, greater than all before it and than `former`, unless the clock is saturated.
    /// - Parameter former: the stamp of what will be overwritten, if anything.
    mutating func tick(wall: WallTime, above former: Stamp? = nil) -> Stamp {
        let floor = max(ticks, former?.ticks ?? 0)
        let now = Self.ticks(at: wall)
        if now > floor {
            ticks = now
        } else {
            ticks = floor == .max ? .max : floor + 1
        }
        return Stamp(ticks: ticks, writer: writer)
    }

    /// Takes note of a stamp from a peer or the store, so that what is written here later is stamped later.
    /// - Returns: false if it is too far ahead to be believed; the clock is then unchanged.
    @discardableResult
    mutating func observe(_ stamp: Stamp, wall: WallTime) -> Bool {
        guard stamp.ticks > ticks else { return true }
        let (limit, overflow) = wall.milliseconds.addingReportingOverflow(Self.driftMaxMilliseconds)
        guard overflow || stamp.ticks >> 16 <= limit else { return false }
        ticks = stamp.ticks
        return true
    }

    /// A wall clock past the 48 bits (the year 10889) reads as their maximum.
    private static func ticks(at wall: WallTime) -> UInt64 { min(wall.milliseconds, (1 << 48) - 1) << 16 }
}
