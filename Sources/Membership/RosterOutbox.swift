public import GossipCore

/// What a roster wants done. The caller owns it, carries it out after each `handle`, and empties it.
public struct RosterOutbox: Sendable {
    /// Datagrams and persist requests. Its events are consumed by the roster; see `changes`.
    public var gossip = Outbox()
    /// Each request is answered once.
    public internal(set) var answers: [(RequestID, Answer)] = []
    /// For the log and, later, `/v1/events`.
    public internal(set) var changes: [Change] = []

    public init() {}

    public mutating func removeAll() {
        gossip.removeAll()
        answers.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
    }
}
