import GossipCore

/// What one voter knows of one application's pool. It may be old: whoever acts on it compares and swaps.
struct ShardBoard: Sendable {
    struct Standing: Sendable {
        var slot: ShardSlot
        /// When this voter first saw this very value.
        var since: Instant
    }

    var size: PoolSize?
    var sizeReadAt: Instant?
    private(set) var standings: [Int: Standing] = [:]
    private var readAt: [Int: Instant] = [:]

    /// A block's register was decided.
    mutating func take(_ block: ShardBlock, _ index: Int, at now: Instant, blank: Instant) {
        let isFirst = readAt[index] == nil
        readAt[index] = now
        for (place, slot) in block.slots.enumerated() {
            let shard = index * ShardBlock.shards + place
            guard let slot else { continue }
            if let known = standings[shard], known.slot == slot { continue }
            standings[shard] = Standing(slot: slot, since: isFirst ? blank : now)
        }
    }

    func readAt(_ block: Int) -> Instant? { readAt[block] }

    /// The blocks that hold the pool.
    var blocks: Range<Int> { 0..<((size?.shards ?? 0) + ShardBlock.shards - 1) / ShardBlock.shards }

    /// Whether each block was read at or after this instant.
    func isRead(since: Instant) -> Bool {
        blocks.allSatisfy { block in readAt[block].map { $0 >= since } ?? false }
    }
}
