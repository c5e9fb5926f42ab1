/// A member's own version of itself. Only the member raises it (SWIM, section 4.2), it survives
/// restarts, and it never falls at any observer (INV-5).
public struct Incarnation: Hashable, Comparable, Sendable {
    public var number: UInt64

    @inlinable
    public init(_ number: UInt64) { self.number = number }

    @inlinable
    public static func < (left: Incarnation, right: Incarnation) -> Bool { left.number < right.number }

    /// Saturates: a forged maximum must not trap.
    @inlinable
    public var next: Incarnation { Incarnation(number == .max ? .max : number + 1) }
}
