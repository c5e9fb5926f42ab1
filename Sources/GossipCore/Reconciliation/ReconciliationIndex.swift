/// The 16-way tree of depth 3 over the 64-bit key hashes of one plane (Meyer 2023): for each range how many
/// items there are and the wrapping sum of their version hashes. Two planes with equal roots are equal.
///
/// Only depth 2 is stored: 256 buckets of items sorted by key, and their sums. A leaf is a piece of a bucket
/// and the levels above are sums of sixteen, so an item costs 16 bytes and the growth slack of its array
/// (a quarter at most), and an update O(log n) and a short move.
struct ReconciliationIndex: Sendable {
    private(set) var count = 0
    /// The sum over all items: what every ping and ack carries.
    private(set) var fingerprint: UInt64 = 0
    /// Empty, or one for each of the 256 ranges of depth 2.
    private var buckets: [[ItemHash]] = []
    private var sums: [UInt64] = []

    init() {}

    /// Which version is held of a key.
    func version(of key: UInt64) -> UInt64? {
        guard !buckets.isEmpty else { return nil }
        let bucket = Self.bucket(of: key)
        let position = Self.position(of: key, in: buckets[bucket])
        guard position < buckets[bucket].count, buckets[bucket][position].key == key else { return nil }
        return buckets[bucket][position].version
    }

    /// Inserts or replaces the version of a key; nil removes the key.
    /// - Returns: the former version.
    @discardableResult
    mutating func set(_ version: UInt64?, for key: UInt64) -> UInt64? {
        if buckets.isEmpty {
            guard version != nil else { return nil }
            buckets = Array(repeating: [], count: 256)
            sums = Array(repeating: 0, count: 256)
        }
        let bucket = Self.bucket(of: key)
        let position = Self.position(of: key, in: buckets[bucket])
        var former: UInt64?
        if position < buckets[bucket].count, buckets[bucket][position].key == key {
            former = buckets[bucket][position].version
        }
        switch (former, version) {
        case (nil, nil): return nil
        case (nil, let version?): insert(ItemHash(key: key, version: version), at: position, of: bucket)
        case (_?, nil):
            buckets[bucket].remove(at: position)
            count -= 1
        case (_?, let version?): buckets[bucket][position].version = version
        }
        let change = (version ?? 0) &- (former ?? 0)
        sums[bucket] &+= change
        fingerprint &+= change
        return former
    }

    /// What this index holds in a range.
    func summary(of range: TreeRange) -> RangeSummary {
        var items = 0
        var sum: UInt64 = 0
        if range.depth == 0 {
            (items, sum) = (count, fingerprint)
        } else if range.depth <= 2 {
            for bucket in buckets.isEmpty ? 0..<0 : range.buckets {
                items += buckets[bucket].count
                sum &+= sums[bucket]
            }
        } else {
            let leaf = leaf(range)
            items = leaf.count
            for item in leaf { sum &+= item.version }
        }
        return RangeSummary(range: range, items: UInt64(items), fingerprint: sum)
    }

    /// How many items a range holds.
    func count(in range: TreeRange) -> Int {
        switch range.depth {
        case 0: count
        case 1, 2: buckets.isEmpty ? 0 : range.buckets.reduce(0) { $0 + buckets[$1].count }
        default: leaf(range).count
        }
    }

    /// The items of a range, ordered by key.
    func items(in range: TreeRange) -> [ItemHash] {
        var found: [ItemHash] = []
        forEachItem(in: range, from: 0) { item in
            found.append(item)
            return true
        }
        return found
    }

    /// Visits the items of a range until `visit` returns false: from bucket number `rotation` of the range
    /// on, round to where it began, each bucket in the order of keys.
    func forEachItem(in range: TreeRange, from rotation: Int, _ visit: (ItemHash) -> Bool) {
        guard !buckets.isEmpty else { return }
        guard range.depth <= 2 else {
            for item in leaf(range) where !visit(item) { return }
            return
        }
        let first = range.buckets.lowerBound
        let width = range.buckets.count
        for step in 0..<width {
            for item in buckets[first + (step + rotation % width) % width] where !visit(item) { return }
        }
    }

    private mutating func insert(_ item: ItemHash, at position: Int, of bucket: Int) {
        buckets[bucket].makeRoom()
        buckets[bucket].insert(item, at: position)
        count += 1
    }

    private func leaf(_ range: TreeRange) -> ArraySlice<ItemHash> {
        guard !buckets.isEmpty else { return [] }
        let items = buckets[Int(range.path >> 4)]
        return items[
            Self.position(of: range.firstKey, in: items)..<Self.position(after: range.lastKey, in: items)]
    }

    private static func bucket(of key: UInt64) -> Int { Int(key >> 56) }

    private static func position(after key: UInt64, in items: [ItemHash]) -> Int {
        key == .max ? items.count : position(of: key + 1, in: items)
    }

    /// The first position whose key is not below `key`.
    private static func position(of key: UInt64, in items: [ItemHash]) -> Int {
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if items[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Recomputes everything from the items; for tests and checkers.
    /// - Returns: nil, or what is wrong.
    func invariantViolation() -> String? {
        guard buckets.count == sums.count, buckets.isEmpty || buckets.count == 256 else {
            return "bucket count"
        }
        var items = 0
        var total: UInt64 = 0
        for (number, bucket) in buckets.enumerated() {
            var sum: UInt64 = 0
            for (position, item) in bucket.enumerated() {
                if Self.bucket(of: item.key) != number { return "key \(item.key) in bucket \(number)" }
                if position > 0, bucket[position - 1].key >= item.key { return "order in bucket \(number)" }
                sum &+= item.version
            }
            if sum != sums[number] { return "sum of bucket \(number)" }
            items += bucket.count
            total &+= sum
        }
        if items != count { return "count \(count), items \(items)" }
        return total == fingerprint ? nil : "fingerprint"
    }
}
