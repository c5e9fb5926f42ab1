/// What a node wants done. The caller owns it, carries it out after each `handle`, and empties it;
/// capacity is kept, so a steady state allocates nothing.
public struct Outbox: Sendable {
    public struct Datagram: Sendable {
        public var to: Address
        /// Where its sealed bytes stand in `bytes`.
        public var range: Range<Int>
    }

    /// The sealed bytes of all datagrams, end to end.
    public internal(set) var bytes: [UInt8] = []
    public internal(set) var datagrams: [Datagram] = []
    public internal(set) var events: [Event] = []
    public internal(set) var persist: [PersistRequest] = []

    public init() {}

    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        datagrams.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
        persist.removeAll(keepingCapacity: true)
    }

    /// Takes the events out, for a domain that reacts to them before the driver sees the rest.
    public mutating func takeEvents() -> [Event] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }
}

/// Something to commit to disk. Requests are carried out in order.
public struct PersistRequest: Sendable {
    public enum Change: Sendable {
        /// Insert or replace the entry of this key.
        case entry(Entry)
        /// Insert or replace the record of this member.
        case member(MemberRecord)
        /// A tombstone expired, or the table evicted it.
        case removeMember(NodeID)
        /// This node's own incarnation.
        case incarnation(Incarnation)
        /// Rows of the voting core, to be committed together or not at all. The token of later ones stands for
        /// all before.
        case rows([VotingRow])
    }
    public var change: Change
    /// Handed back as `Input.persisted` after the commit; nil for what may be written late.
    public var token: PersistToken?
}

/// What happened, for the domain and the driver.
public enum Event: Sendable {
    /// A member appeared or changed; `previous` is nil for a new one.
    case member(MemberRecord, previous: MemberState?)
    /// The cold plane took this entry, from a peer or from `Command.put`.
    case entry(Entry)
    /// The hot plane took this report from a peer.
    case report(Report)
    /// A member sent bytes of the domain.
    case message(from: NodeID, [UInt8])
    /// The entry of `Command.put` with this token is on disk.
    case persisted(PersistToken)
    /// A `Command.decide` ended. A decision is on the disks of a majority of the voters.
    case decided(RegisterKey, Outcome)
    /// `Node.voting` is another than before.
    case votersChanged
    /// The driver shall resolve the names of the seeds and hand in `Command.seeds`.
    case resolveSeeds
    /// Another living node claims this node's id from another boot: a cloned state directory.
    case cloned(at: Address)
    /// Two living nodes have one name.
    case nameConflict(NodeID, NodeID)
    /// The goodbye is said; the driver may stop.
    case left
}
