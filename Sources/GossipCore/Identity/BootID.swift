/// Sixteen random bytes made at each start of a node: the first part of every nonce, and the
/// name of a sender's run for the replay window (DESIGN.md, Datagrams).
public struct BootID: Hashable, Sendable {
    public var high: UInt64
    public var low: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
