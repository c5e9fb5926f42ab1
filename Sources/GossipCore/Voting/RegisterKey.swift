/// The name of a register. Of fixed size, so that many fit a datagram; a long name is kept by its hash.
/// Ordered by space, name, index.
public struct RegisterKey: Hashable, Comparable, Sendable {
    /// What kind of value it holds. Zero is the epoch's own successor.
    public var space: UInt8
    /// The first 16 bytes of BLAKE2b of what the domain calls it.
    private var high: UInt64
    private var low: UInt64
    /// One of many of that name: a slot of a roll, a shard of a pool.
    public var index: UInt32

    /// - Parameters:
    ///   - space: not zero.
    ///   - name: of any length.
    public init(space: UInt8, name: [UInt8], index: UInt32) {
        precondition(space != Self.successor.space)
        let name = HashName(hashing: [space] + name)
        self.init(space: space, high: name.high, low: name.low, index: index)
    }

    init(space: UInt8, high: UInt64, low: UInt64, index: UInt32) {
        self.space = space
        self.high = high
        self.low = low
        self.index = index
    }

    /// Holds the next voter set, once decided. Each epoch has its own; it is never carried over.
    public static let successor = RegisterKey(space: 0, high: 0, low: 0, index: 0)

    /// The register of the same name with another index.
    public func at(_ index: UInt32) -> RegisterKey {
        RegisterKey(space: space, high: high, low: low, index: index)
    }

    public static func < (left: RegisterKey, right: RegisterKey) -> Bool {
        (left.space, left.high, left.low, left.index) < (right.space, right.high, right.low, right.index)
    }
}

extension RegisterKey: WireValue {
    static let wireBytes = 21

    func write(to sink: inout some WireSink) {
        sink.byte(space)
        sink.ordered64(high)
        sink.ordered64(low)
        sink.word32(index)
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init(
            space: try reader.byte(), high: try reader.ordered64(), low: try reader.ordered64(),
            index: try reader.word32())
    }
}
