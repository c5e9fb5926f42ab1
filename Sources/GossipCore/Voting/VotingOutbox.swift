/// What the voting core wants done, in this order: commit the writes, then send and tell. (Nothing here
/// waits for a write of the same step: what does is kept back until `Voting.persisted`.)
public struct VotingOutbox: Sendable {
    public struct Packet: Sendable {
        public var to: NodeID
        /// At most `Limits.votingPacketBytesMax`.
        public var bytes: [UInt8]
    }

    public internal(set) var writes: [VotingWrite] = []
    public internal(set) var packets: [Packet] = []
    public internal(set) var events: [VotingEvent] = []

    public init() {}

    public mutating func removeAll() {
        writes.removeAll(keepingCapacity: true)
        packets.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
    }
}

/// Rows to commit together. Writes are committed in order.
public struct VotingWrite: Sendable {
    public var rows: [VotingRow]
    /// Handed back to `Voting.persisted` after the commit.
    public var sequence: UInt64
}

/// One row of the durable state: insert or replace `value`, or delete where it is nil.
public struct VotingRow: Hashable, Sendable {
    public var key: [UInt8]
    public var value: [UInt8]?

    public init(key: [UInt8], value: [UInt8]?) {
        self.key = key
        self.value = value
    }

    /// Lets a node that knows no voters take those of one lineage alone (docs/voting.md, Quarrels).
    public static func adopting(_ lineage: Lineage) -> VotingRow { VotingRows.wanted(lineage) }
}

public enum VotingEvent: Hashable, Sendable {
    /// A proposal of this node ended.
    case settled(RegisterKey, Outcome)
    /// This node learned of a voter set.
    case epoch(VoterSet)
    /// This node votes in its set from now on.
    case voting
    /// Peers remember votes of this node that its disk does not hold: it votes no more in this epoch.
    case resigned
}
