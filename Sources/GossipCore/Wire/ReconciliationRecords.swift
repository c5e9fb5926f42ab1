/// The two halves of the replicated map, each with a tree, a fingerprint and a quota of its own.
enum Plane: UInt8, Hashable, Sendable, CaseIterable {
    case cold = 0
    case hot = 1
}

/// A node of the reconciliation tree: the keys whose hash starts with `depth` hexadecimal digits `path`.
struct TreeRange: Hashable, Sendable {
    /// Sixteen ways a level: 4,096 leaves at depth 3.
    static let depthMax: UInt8 = 3

    /// 0 is the root.
    var depth: UInt8
    /// The upper `4 * depth` bits of the key hash, as a number.
    var path: UInt16

    static let root = TreeRange(depth: 0, path: 0)
}

/// What a sender holds in one range.
struct RangeSummary: Hashable, Sendable {
    var range: TreeRange
    var items: UInt64
    /// Wrapping sum of the hashes of (key, version).
    var fingerprint: UInt64
}

/// Summaries of ranges, for the receiver to compare with its own.
struct Ranges: Hashable, Sendable {
    /// A datagram's worth: (1,155 - 17 - 3 - 2) / 12 = 94.
    static let countMax = 94

    var plane: Plane
    var summaries: [RangeSummary]
}

/// A key and the version that the sender holds of it.
struct ItemHash: Hashable, Sendable {
    var key: UInt64
    var version: UInt64
}

/// All that the sender holds in one range, or as much of it as fits.
struct Items: Hashable, Sendable {
    /// A datagram's worth: (1,155 - 17 - 3 - 5) / 16 = 70.
    static let countMax = 70

    var plane: Plane
    var range: TreeRange
    var hashes: [ItemHash]
}

/// Keys that the sender lacks, or holds in another version than the receiver told.
struct Want: Hashable, Sendable {
    /// A datagram's worth: (1,155 - 17 - 3 - 3) / 8 = 141.
    static let countMax = 141

    var plane: Plane
    var keys: [UInt64]
}
