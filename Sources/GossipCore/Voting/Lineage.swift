/// Which founding a fleet's voters descend from: 16 random bytes that the founder drew. Fleets of two
/// lineages refuse each other until an operator chooses.
public struct Lineage: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var high: UInt64
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter bytes: at least 16.
    public init(random bytes: [UInt8]) {
        let name = HashName(bytes)
        self.init(high: name.high, low: name.low)
    }

    /// - Returns: nil unless `text` is 32 hexadecimal digits.
    public init?(_ text: some StringProtocol) {
        guard let id = NodeID(text) else { return nil }
        self.init(high: id.high, low: id.low)
    }

    public static func < (left: Lineage, right: Lineage) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    /// 32 lowercase hexadecimal digits, as those of a `NodeID`.
    public var description: String { NodeID(high: high, low: low).description }
}

extension Lineage: WireValue {
    func write(to sink: inout some WireSink) {
        sink.ordered64(high)
        sink.ordered64(low)
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init(high: try reader.ordered64(), low: try reader.ordered64())
    }
}
