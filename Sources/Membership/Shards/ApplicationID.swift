import GossipCore

/// One Discord application: a shard pool of its own. It is named by a hash of its shard secret, which itself
/// never leaves the node.
public struct ApplicationID: Hashable, Comparable, Sendable {
    let number: UInt64

    init(number: UInt64) { self.number = number }

    public init(secret: String) {
        let hash = Blake2b256.hash(Array("rollcall application ".utf8) + Array(secret.utf8))
        number = hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    public static func < (left: ApplicationID, right: ApplicationID) -> Bool { left.number < right.number }

    var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) } }
}
