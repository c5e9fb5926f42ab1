/// An invariant of DESIGN.md that did not hold.
public struct Violation: Sendable, Hashable, CustomStringConvertible {
    /// For example `INV-5`.
    public var invariant: String
    /// True nanoseconds since the world began.
    public var time: UInt64
    public var text: String

    public var description: String { "\(invariant) at \(Trace.seconds(time)) s: \(text)" }
}
