/// A reading of a monotonic clock that also counts suspend, in nanoseconds since an origin that the
/// driver chose. The core never reads a clock: every instant is handed in.
public struct Instant: Hashable, Comparable, Sendable {
    public var nanoseconds: UInt64

    @inlinable
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    public static let zero = Instant(nanoseconds: 0)

    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Saturates at the ends of the clock instead of trapping.
    @inlinable
    public static func + (instant: Instant, span: Span) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(
            UInt64(bitPattern: span.nanoseconds))
        if span.nanoseconds >= 0 { return Instant(nanoseconds: overflow ? .max : sum) }
        return Instant(nanoseconds: overflow ? sum : 0)
    }

    @inlinable
    public static func - (later: Instant, earlier: Instant) -> Span {
        Span(nanoseconds: Int64(truncatingIfNeeded: later.nanoseconds &- earlier.nanoseconds))
    }

    /// A length of time in nanoseconds; a machine word, because timers are on the hot path
    /// (`Swift.Duration` is 128 bits of attoseconds).
    public struct Span: Hashable, Comparable, Sendable {
        public var nanoseconds: Int64

        @inlinable
        public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

        public static let zero = Span(nanoseconds: 0)

        @inlinable public static func milliseconds(_ count: Int) -> Span {
            Span(nanoseconds: Int64(count) * 1_000_000)
        }
        @inlinable public static func seconds(_ count: Int) -> Span {
            Span(nanoseconds: Int64(count) * 1_000_000_000)
        }
        /// - Parameter count: seconds; what does not fit a span saturates, NaN is zero.
        public static func seconds(_ count: Double) -> Span {
            let nanoseconds = count * 1e9
            if nanoseconds.isNaN { return .zero }
            if nanoseconds >= 9.2e18 { return Span(nanoseconds: .max) }
            if nanoseconds <= -9.2e18 { return Span(nanoseconds: .min) }
            return Span(nanoseconds: Int64(nanoseconds))
        }
        public var seconds: Double { Double(nanoseconds) / 1e9 }

        @inlinable public static func < (left: Span, right: Span) -> Bool {
            left.nanoseconds < right.nanoseconds
        }
        @inlinable public static func + (left: Span, right: Span) -> Span {
            Span(nanoseconds: left.nanoseconds &+ right.nanoseconds)
        }
        @inlinable public static func - (left: Span, right: Span) -> Span {
            Span(nanoseconds: left.nanoseconds &- right.nanoseconds)
        }
        @inlinable public static func * (span: Span, factor: Int) -> Span {
            Span(nanoseconds: span.nanoseconds &* Int64(factor))
        }
        @inlinable public static func / (span: Span, divisor: Int) -> Span {
            Span(nanoseconds: span.nanoseconds / Int64(divisor))
        }
    }
}
