import Synchronization

/// So many requests a minute for each key, in bursts up to the whole minute's, as a token bucket.
///
/// It keeps one instant a key: when its bucket will be full again (the "theoretical arrival time" of
/// the generic cell rate algorithm, ITU-T I.371), so that an entry whose instant has passed is as good
/// as none. A flood of new keys cannot grow it: such entries go first, then those nearest to full.
final class RateLimiter: Sendable {
    /// Keys that are remembered at once.
    static let keysMax = 10_000

    private let nanosecondsEach: UInt64
    private let burst: UInt64
    private let fullAt = Mutex<[UInt64: UInt64]>([:])

    /// - Parameter perMinute: 0 is no limit.
    init(perMinute: Int) {
        burst = UInt64(max(perMinute, 0))
        nanosecondsEach = burst == 0 ? 0 : 60_000_000_000 / burst
    }

    var isOff: Bool { burst == 0 }

    /// Takes one request's worth out of the bucket of `key`.
    /// - Parameter now: nanoseconds of a monotonic clock.
    /// - Returns: nil when allowed, else the seconds after which one more will be, at least 1.
    func take(_ key: UInt64, now: UInt64) -> Int? {
        guard !isOff else { return nil }
        return fullAt.withLock { fullAt in
            let next = max(fullAt[key] ?? 0, now) + nanosecondsEach
            let latest = now + nanosecondsEach * burst
            if next > latest { return Int((next - latest + 999_999_999) / 1_000_000_000) }
            fullAt[key] = next
            if fullAt.count > Self.keysMax { Self.shrink(&fullAt, now: now) }
            return nil
        }
    }

    /// Like `take`, but takes nothing.
    func wait(_ key: UInt64, now: UInt64) -> Int? {
        guard !isOff else { return nil }
        return fullAt.withLock { fullAt in
            let next = max(fullAt[key] ?? 0, now) + nanosecondsEach
            let latest = now + nanosecondsEach * burst
            return next > latest ? Int((next - latest + 999_999_999) / 1_000_000_000) : nil
        }
    }

    /// How many keys are remembered.
    var count: Int { fullAt.withLock { $0.count } }

    private static func shrink(_ fullAt: inout [UInt64: UInt64], now: UInt64) {
        fullAt = fullAt.filter { $0.value > now }
        guard fullAt.count > keysMax / 2 else { return }
        let middle = fullAt.values.sorted()[fullAt.count / 2]
        fullAt = fullAt.filter { $0.value > middle }
    }
}
