/// The shards that a snapshot or a report tells of: one entry an id, in the order of the view, which is
/// by length, then by text, both in code points.
struct ShardList {
    /// Shards of one cluster; the largest bots run a few dozen in a process. The first ones stay.
    static let countMax = 1_024
    /// Bytes of UTF-8 of an id; Discord's are small numbers.
    static let idBytesMax = 64

    private(set) var shards: [DiscordShard] = []

    /// Where the shard `id` stands, after inserting it if it is new: up and without a latency.
    /// - Returns: nil if the list is full, or the id is too long or holds a NUL.
    mutating func index(of id: String) -> Int? {
        guard id.utf8.count <= Self.idBytesMax, !id.utf8.contains(0) else { return nil }
        var low = 0
        var high = shards.count
        // Snapshots list shards in order: try the end before searching.
        if let last = shards.last, Self.precedes(last.id, id) { low = high }
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(shards[middle].id, id) { low = middle + 1 } else { high = middle }
        }
        if low < shards.count, shards[low].id.utf8.elementsEqual(id.utf8) { return low }
        guard shards.count < Self.countMax else { return nil }
        shards.insert(DiscordShard(id: id, isUp: true, latencySeconds: nil), at: low)
        return low
    }

    mutating func setUp(_ isUp: Bool, id: String) {
        if let index = index(of: id) { shards[index].isUp = isUp }
    }

    mutating func setLatency(_ seconds: Double, id: String) {
        if let index = index(of: id) { shards[index].latencySeconds = seconds }
    }

    /// - Parameter shard: has the id of the one at `index`.
    mutating func replace(at index: Int, by shard: DiscordShard) { shards[index] = shard }

    /// Swift compares text by canonical equivalence; the view by code point, whose order UTF-8 keeps.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        let leftLength = scalars(left)
        let rightLength = scalars(right)
        if leftLength != rightLength { return leftLength < rightLength }
        return left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Every byte of UTF-8 but those that continue a scalar value begins one.
    private static func scalars(_ text: String) -> Int {
        text.utf8.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }
}
