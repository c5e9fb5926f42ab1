/// A wall-clock time in milliseconds since 1970-01-01 UTC. For people and for stamps; never for
/// timers, and never trusted to be right: clocks drift, step and differ between hosts.
public struct WallTime: Hashable, Comparable, Sendable {
    public var milliseconds: UInt64

    @inlinable
    public init(milliseconds: UInt64) { self.milliseconds = milliseconds }

    @inlinable
    public static func < (left: WallTime, right: WallTime) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
