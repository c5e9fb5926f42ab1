import GossipCore

/// One Discord application: a shard pool of its own. It is known by a hash of the name that all nodes configure for
/// it, so that neither a change of its secret nor two secrets at a time make two pools of one application.
public struct ApplicationID: Hashable, Comparable, Sendable, CustomStringConvertible {
    let number: UInt64

    init(number: UInt64) { self.number = number }

    public init(name: String) {
        let hash = Blake2b256.hash(Array("rollcall application ".utf8) + Array(name.utf8))
        number = hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    public static func < (left: ApplicationID, right: ApplicationID) -> Bool { left.number < right.number }

    /// 16 hexadecimal digits.
    public var description: String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) } }
}
