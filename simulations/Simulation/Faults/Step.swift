public import GossipCore

/// Something that a plan does to a world at a time.
public struct Step: Sendable {
    public var at: Instant.Span
    public var action: Action

    public init(_ at: Instant.Span, _ action: Action) {
        self.at = at
        self.action = action
    }
}

/// What can be done to a world.
public enum Action: Sendable {
    case start(Int)
    case crash(Int)
    /// Takes what the host's disk holds now as its backup.
    case backUp(Int)
    /// The state database, or the whole state directory with the node's key, is lost while the host is down.
    case loseState(Int)
    case loseIdentity(Int)
    case rollBack(Int)
    /// A host that is down is given a copy of another's whole state directory, node key included.
    case copyState(from: Int, to: Int)
    case pause(Int, for: Instant.Span)
    /// Adds to everything that the host handles; zero heals it.
    case slow(Int, by: Instant.Span)
    case leave(Int)
    /// An operator at `by` forgets `host`.
    case forget(Int, by: Int)
    /// The host restarts under another address.
    case move(Int)
    /// From its next start on the host holds the key of another fleet, or its own again.
    case rekey(Int, isForeign: Bool)
    /// A hostile member sends this many datagrams to the host.
    case attack(Int, Attack, count: Int)
    case stepWall(Int, milliseconds: Int64)
    /// Share of datagrams lost on the way out of one host, and in.
    case lose(Int, out: Double, into: Double)
    case conditions(NetworkConditions)
    /// Puts each host on a side, 0 to 7, and blocks the pairs of sides `(from, to)`.
    case partition(sides: [UInt8], blocked: [Link])
    case heal
    case addBot(identity: String, fleet: String, home: Int)
    case moveBot(Int, to: Int)
    case stopBot(Int)
    case startBot(Int)

    /// A way from one side of a partition to another.
    public struct Link: Sendable, Hashable {
        public var from: UInt8
        public var to: UInt8

        public init(from: UInt8, to: UInt8) {
            self.from = from
            self.to = to
        }
    }
}

extension Action {
    /// The first `count` hosts on one side and the rest on the other, and nothing passes.
    public static func split(_ hosts: Int, first count: Int) -> Action {
        .partition(
            sides: (0..<hosts).map { $0 < count ? 0 : 1 },
            blocked: [Link(from: 0, to: 1), Link(from: 1, to: 0)])
    }
}
