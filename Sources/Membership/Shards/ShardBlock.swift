import GossipCore

/// Eight shards in one register: 8 * (1 + 16 + 16 + 10 + 10 + 10 + 8 + 1) + 1 = 577 bytes at most
/// (`Limits.registerBytesMax`).
package struct ShardBlock: Hashable, Sendable {
    package static let shards = 8
    /// Nil for a shard that nobody ever held.
    package var slots: [ShardSlot?] = Array(repeating: nil, count: shards)

    package init() {}

    package static func index(of shard: Int) -> Int { shard / shards }

    package subscript(shard: Int) -> ShardSlot? {
        get { slots[shard % Self.shards] }
        set { slots[shard % Self.shards] = newValue }
    }

    /// Compare-and-swap of one shard; its neighbours may change meanwhile.
    static func replace(_ shard: Int, _ former: ShardSlot?, with next: ShardSlot) -> RegisterChange {
        RegisterChange { value in
            guard var block = ShardBlock(value), block[shard] == former else { return nil }
            block[shard] = next
            return block.encoded
        }
    }

    /// - Parameter value: of the register, nil where it is empty.
    /// - Returns: nil if the value is none of ours: then nothing is changed and nothing is granted.
    package init?(_ value: [UInt8]?) {
        self.init()
        guard let value else { return }
        var reader = PayloadReader(value)
        guard reader.byte() == 1 else { return nil }
        for index in slots.indices {
            guard let isThere = reader.flag() else { return nil }
            guard isThere else { continue }
            guard let slot = ShardSlot(from: &reader) else { return nil }
            slots[index] = slot
        }
        guard reader.remaining == 0 else { return nil }
    }

    /// `format 1 | eight of: there 1, then the slot`
    package var encoded: [UInt8] {
        var writer = PayloadWriter()
        writer.byte(1)
        for slot in slots {
            writer.byte(slot == nil ? 0 : 1)
            slot?.write(to: &writer)
        }
        return writer.bytes
    }
}
