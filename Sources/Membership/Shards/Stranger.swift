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
        /// A node that sent its bot's beat here by a slot that moved so often.
        case node(NodeID, ask: UInt64, moves: UInt64, since: Instant)
        case disconnecting(RequestID, since: Instant)
        /// Nobody but an identify: it is enough to know the home.
        case looking(since: Instant)

        var since: Instant {
            switch self {
            case .bot(_, let since), .node(_, _, _, let since), .disconnecting(_, let since),
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
    /// Whether the home of `slot` said that it does not hold it, and no register was read since.
    var isDenied = false
    /// Whether what a voter saw last is not enough for who waits: a register has to say where it is.
    var isDoubted = false

    /// Its home says that it does not hold it.
    mutating func deny() {
        isDenied = true
        stage = .finding
        askedAt = nil
    }

    /// Two nodes with old words would send a beat round and round: what a node sent here goes on by a slot that moved
    /// since, or by a register. A bot that is gone should not be looked for at a home that it left.
    mutating func doubt(for waiting: Waiting) {
        let isEnough: Bool
        switch waiting {
        case .bot, .looking: return
        case .disconnecting: isEnough = stage == .forwarding
        case .node(_, _, let moves, _):
            isEnough = stage == .forwarding && slot.map { $0.moves > moves } ?? false
        }
        guard !isEnough, !isDoubted, stage != .adopting else { return }
        isDoubted = true
        stage = .finding
        askedAt = nil
    }
}
