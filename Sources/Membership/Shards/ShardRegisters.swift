package import GossipCore

/// The names of the registers that shards live in (docs/shards.md, Registers).
package enum ShardRegisters {
    private static let homes: UInt8 = 16
    private static let blocks: UInt8 = 17
    private static let pools: UInt8 = 18
    private static let paces: UInt8 = 19

    package static func home(_ node: NodeID) -> RegisterKey {
        var writer = PayloadWriter()
        writer.node(node)
        return RegisterKey(space: homes, name: writer.bytes, index: 0)
    }

    package static func block(_ block: Int, of application: ApplicationID) -> RegisterKey {
        RegisterKey(space: blocks, name: application.bytes, index: UInt32(block))
    }

    static func pool(_ application: ApplicationID) -> RegisterKey {
        RegisterKey(space: pools, name: application.bytes, index: 0)
    }

    static func pace(_ application: ApplicationID) -> RegisterKey {
        RegisterKey(space: paces, name: application.bytes, index: 0)
    }

    /// Whether an outcome is one for this part of the domain.
    package static func owns(_ key: RegisterKey) -> Bool { (homes...paces).contains(key.space) }
}

extension PayloadWriter {
    mutating func node(_ node: NodeID) {
        word64(node.high)
        word64(node.low)
    }
}

extension PayloadReader {
    mutating func node() -> NodeID? {
        guard let high = word64(), let low = word64() else { return nil }
        return NodeID(high: high, low: low)
    }

    mutating func flag() -> Bool? { byte().flatMap { $0 < 2 ? $0 == 1 : nil } }
}
