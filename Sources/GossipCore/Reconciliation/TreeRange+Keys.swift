extension TreeRange {
    /// Whether depth and path name a range of the tree; a peer may send anything.
    var isValid: Bool { depth <= Self.depthMax && Int(path) < 1 << (4 * Int(depth)) }

    /// The smallest key hash of this range.
    var firstKey: UInt64 { depth == 0 ? 0 : UInt64(path) << shift }

    /// The greatest key hash of this range.
    var lastKey: UInt64 { depth == 0 ? .max : firstKey | (1 << shift - 1) }

    func contains(_ key: UInt64) -> Bool { firstKey <= key && key <= lastKey }

    /// The sixteen ranges below this one; none below a leaf.
    var children: [TreeRange] {
        guard depth < Self.depthMax else { return [] }
        return (0..<16).map { TreeRange(depth: depth + 1, path: path << 4 | $0) }
    }

    /// The buckets of depth 2 that make up this range, which is no leaf.
    var buckets: Range<Int> {
        let width = 1 << (4 * (2 - Int(depth)))
        return Int(path) * width..<(Int(path) + 1) * width
    }

    private var shift: UInt64 { 64 - 4 * UInt64(depth) }
}
