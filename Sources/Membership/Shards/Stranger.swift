import GossipCore

/// A session that beats at this node, or is looked for, and whose home is not this node, or not yet again.
struct Stranger: Sendable {
    enum Stage: Sendable {
        /// A voter was asked where it is.
        case finding
        /// Its beats go to its home.
        case forwarding
        /// Its home is silent, or is this node in an earlier generation: a voter was asked to move it here.
        case adopting
    }

    enum Waiting: Sendable {
        case bot(RequestID, since: Instant)
        case node(NodeID, ask: UInt64, since: Instant)
        case disconnecting(RequestID, since: Instant)
        /// Nobody but an identify: it is enough to know the home.
        case looking(since: Instant)

        var since: Instant {
            switch self {
            case .bot(_, let since), .node(_, _, let since), .disconnecting(_, let since),
                .looking(let since):
                since
            }
        }
    }

    var application: ApplicationID
    var stage = Stage.finding
    /// Where it is; nil until a voter said so.
    var slot: ShardSlot?
    var waiting: [Waiting] = []
    var report = SessionReport()
    /// Of the last ask, to a voter or to the home.
    var ask: UInt64 = 0
    var askedAt: Instant?
    /// Since when its home has not answered, or not renewed; nil while it does.
    var silentSince: Instant?
    /// When its bot was last promised anything through this node, or began to ask.
    var since: Instant
    var usedAt: Instant
    /// Whether somebody waits for what its home says.
    var isAwaited: Bool { waiting.contains { if case .looking = $0 { false } else { true } } }
    /// Whether its bot said that it is gone.
    var isEnding: Bool { waiting.contains { if case .disconnecting = $0 { true } else { false } } }
    /// Whether its home said that it does not know it.
    var isDenied = false
}
