/// What a node tells of itself, at one incarnation, and what others hold of it.
public struct MemberRecord: Hashable, Sendable {
    public var id: NodeID
    public var incarnation: Incarnation
    public var state: MemberState
    /// The low 32 bits of the boot id that wrote this incarnation: two living boots of one node
    /// are a clone (cloned disk), and the record lets them notice each other.
    public var bootTag: UInt32
    public var gossip: Address
    /// Where this node's HTTP listens, nil if it has none.
    public var http: Address?
    /// UTF-8, at most `Limits.nameBytesMax`.
    public var name: String
    /// UTF-8, at most `Limits.nameBytesMax`.
    public var region: String
    /// When a member was forgotten, in fleet time, so that all nodes drop the tombstone at about one time; zero
    /// otherwise.
    public var forgottenAt: WallTime

    public init(
        id: NodeID, incarnation: Incarnation, state: MemberState, bootTag: UInt32, gossip: Address,
        http: Address?, name: String, region: String,
        forgottenAt: WallTime = WallTime(milliseconds: 0)
    ) {
        self.id = id
        self.incarnation = incarnation
        self.state = state
        self.bootTag = bootTag
        self.gossip = gossip
        self.http = http
        self.name = name
        self.region = region
        self.forgottenAt = forgottenAt
    }
}

/// The states of a member, in the order in which they override each other at one incarnation:
/// `alive(n) < suspect(n) < dead(n) < left(n) < forgotten(n) < alive(n + 1)`
/// (SWIM, section 4.2; left and forgotten are ours).
public enum MemberState: UInt8, Comparable, Hashable, Sendable, CaseIterable {
    case alive = 0
    case suspect = 1
    case dead = 2
    case left = 3
    /// Dropped for good by an operator: a tombstone that no view shows.
    case forgotten = 4

    @inlinable
    public static func < (left: MemberState, right: MemberState) -> Bool { left.rawValue < right.rawValue }
}
