/// The version of an entry: a hybrid logical clock reading (Kulkarni et al. 2014) and its writer.
/// Total order: ticks, then writer.
public struct Stamp: Hashable, Comparable, Sendable {
    /// Wall-clock milliseconds since 1970 in the upper 48 bits, a logical count in the lower 16.
    public var ticks: UInt64
    public var writer: NodeID

    @inlinable
    public init(ticks: UInt64, writer: NodeID) {
        self.ticks = ticks
        self.writer = writer
    }

    @inlinable
    public static func < (left: Stamp, right: Stamp) -> Bool {
        left.ticks == right.ticks ? left.writer < right.writer : left.ticks < right.ticks
    }

    /// The wall-clock part; as wrong as the writer's clock was.
    public var wall: WallTime { WallTime(milliseconds: ticks >> 16) }
}
