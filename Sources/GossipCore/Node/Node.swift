/// The protocol of one node as a state machine without input or output: it is handed inputs and a
/// time, and fills an outbox (DESIGN.md, Modules).
public struct Node: Sendable {
    public let configuration: Configuration
    public internal(set) var traffic = Traffic()

    /// - Parameters:
    ///   - restored: what the store held.
    ///   - now: the driver's monotonic clock.
    public init(configuration: Configuration, restored: Restored, now: Instant) {
        self.configuration = configuration
    }

    /// When to hand in `.wake` at the latest.
    public var nextDeadline: Instant? { nil }

    /// The one door.
    /// - Parameters:
    ///   - now: monotonic; never earlier than the last one.
    ///   - wall: the driver's wall clock, for stamps alone.
    public mutating func handle(_ input: Input, at now: Instant, wall: WallTime, into outbox: inout Outbox) {}

    // What the domain reads.

    /// This node's own record.
    public var own: MemberRecord { fatalError("not built yet") }
    /// All members but forgotten ones, this node included, ordered by id.
    public var members: [Member] { [] }
    public func member(_ id: NodeID) -> Member? { nil }
    public func entry(_ key: EntryKey) -> Entry? { nil }
    public func report(_ key: [UInt8]) -> Report? { nil }
    /// The fingerprint and count of the cold plane (members included).
    public var fingerprint: UInt64 { 0 }
    public var entryCount: Int { 0 }
    /// Whether this node compared its cold plane with a peer and found no difference, or knows of
    /// no peer to ask. False right after a start with seeds or known members.
    public var isSynchronised: Bool { false }
}

/// A member as this node sees it now.
public struct Member: Sendable {
    public var record: MemberRecord
    /// When it entered its state here.
    public var since: Instant
    public var sinceWall: WallTime
    /// Smoothed round trip of direct probes; nil before the first.
    public var roundTrip: Instant.Span?
}
