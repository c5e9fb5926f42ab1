public import GossipCore

/// What became of a shard, for the log, the event stream and notifications.
public enum ShardChange: Hashable, Sendable {
    case held(by: NodeID)
    /// Its session ended; it is free after the grace.
    case ended
    /// Its home is dead.
    case lost
    case free

    /// The word for it in logs and events.
    public var label: String {
        switch self {
        case .held: "held"
        case .ended: "ended"
        case .lost: "lost"
        case .free: "free"
        }
    }
}
