/// The version of the voter set. It rises by one with each change of the set.
public struct Epoch: Hashable, Comparable, Sendable {
    public var number: UInt64

    public init(_ number: UInt64) { self.number = number }

    public static func < (left: Epoch, right: Epoch) -> Bool { left.number < right.number }

    /// Saturates; there is no such epoch to decide in.
    public var next: Epoch { Epoch(number == .max ? .max : number + 1) }
}
