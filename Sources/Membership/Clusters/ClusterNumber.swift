/// A cluster's number in its fleet: from 1, in order, never reused (INV-1, INV-2).
public struct ClusterNumber: Hashable, Comparable, Sendable {
    public var value: UInt32

    public init(_ value: UInt32) { self.value = value }

    public static func < (left: ClusterNumber, right: ClusterNumber) -> Bool { left.value < right.value }
}
