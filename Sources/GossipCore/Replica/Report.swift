/// One entry of the hot plane: the newest report of one cluster, or one page of it. The higher
/// version wins; losing one is harmless, because a newer one follows.
public struct Report: Hashable, Sendable {
    /// At most `Limits.keyBytesMax`.
    public var key: [UInt8]
    public var version: Version
    /// At most `Limits.entryPayloadBytesMax`.
    public var payload: [UInt8]

    public init(key: [UInt8], version: Version, payload: [UInt8]) {
        self.key = key
        self.version = version
        self.payload = payload
    }

    /// Ordered by the claim of the home that wrote it, then by that home's count. A home claims a
    /// cluster with a stamp, anew at each start and each move, so the claim also tells boots apart.
    public struct Version: Hashable, Comparable, Sendable {
        public var claim: Stamp
        public var sequence: UInt64

        @inlinable
        public init(claim: Stamp, sequence: UInt64) {
            self.claim = claim
            self.sequence = sequence
        }

        @inlinable
        public static func < (left: Version, right: Version) -> Bool {
            left.claim == right.claim ? left.sequence < right.sequence : left.claim < right.claim
        }
    }
}
