import GossipCore
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The clocks of the HTTP side.
enum Clocks {
    /// Nanoseconds of the monotonic clock, for limits.
    static func nanoseconds() -> UInt64 { NIODeadline.now().uptimeNanoseconds }

    /// The wall clock, for headers.
    static func wall() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: UInt64(max(time.tv_sec, 0)) * 1_000 + UInt64(time.tv_nsec) / 1_000_000)
    }
}
