/// What a driver hands to a node, through its one door.
public enum Input {
    /// Bytes that arrived, valid for the call alone. They are opened in place: the buffer holds
    /// plaintext afterwards.
    case datagram(UnsafeMutableRawBufferPointer, from: Address)
    /// The deadline that the node asked for has come (or passed; too early is harmless).
    case wake
    /// A request of the outbox with this token is on the disk.
    case persisted(PersistToken)
    case command(Command)
}

/// What the domain or an operator asks of a node.
public enum Command: Sendable {
    /// Addresses that the seeds resolved to, in answer to `Event.resolveSeeds`, and at start.
    case seeds([Address])
    /// Writes an entry, stamped by this node's hybrid clock. In a write-once space an existing
    /// entry stands. With a token, `Event.persisted` follows once the entry that stands is on the disk,
    /// and a new entry is gossiped only then.
    case put(EntryKey, payload: [UInt8], token: PersistToken?)
    /// Publishes a report of a cluster whose home this node is.
    case publish(Report)
    /// Sends bytes of the domain to a member, once, unreliably. At most `Limits.messageBytesMax`.
    case send(to: NodeID, [UInt8])
    /// Decides a register among the voters; `Event.decided` follows, with `.unknown` after the span, or at once
    /// where this node is no voter (`VotingStatus.isVoter`) or decides this register already.
    case decide(RegisterKey, RegisterChange, within: Instant.Span)
    /// Says goodbye: `Event.left` follows when enough peers heard it, at most 2 s later.
    case leave
    /// Drops a dead or left member for good. A living one is refused by the domain.
    case forget(NodeID)
}

/// Names one request to persist, unique in one run of a node.
public struct PersistToken: Hashable, Sendable {
    public var number: UInt64

    @inlinable
    public init(_ number: UInt64) { self.number = number }
}
