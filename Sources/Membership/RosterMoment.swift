import GossipCore

/// The two clocks of one call: the monotonic one for timers, the wall clock for people and stamps.
struct Moment: Sendable {
    var now: Instant
    var wall: WallTime
}
