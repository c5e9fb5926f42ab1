import GossipCore

/// What a node does for the bots that connect and beat at it. It promises only what its own right covers, and its
/// right is counted from before it asked for it (docs/shards.md, Homes).
///
/// `+Renewing` holds the right, `+Serving` answers bots, `+Strangers` looks after sessions of other homes and
/// adopts them, `+Ending` gives shards back, `+Identifying` waits for turns.
struct ShardHome: Sendable {
    let own: NodeID
    /// Random at each start.
    let boot: UInt64
    let terms: ShardTerms
    var broken: BrokenShardRule?
    var isDraining = false
    /// Whether this process runs without a gap, so that a request that comes in is no older than it seems.
    var isSteady = false

    var voters: [NodeID] = []
    var dead: Set<NodeID> = []
    /// Voters that let this home wait are passed over until then, so that all homes come back to the same one.
    var avoidedUntil: [NodeID: Instant] = [:]
    var voter: NodeID?
    /// The voters that give turns, as long as they answer.
    var pacers: [ApplicationID: NodeID] = [:]
    var pacerNamedAt: [ApplicationID: Instant] = [:]

    /// This run's generation; nil until it opened one.
    var generation: UInt64?
    /// The generation that the register was last seen in.
    var standing: UInt64 = 0
    /// Until when promises may last, by generation. The former ones run out.
    var rights: [UInt64: Instant] = [:]
    /// When each ask that may still count was made.
    var asks: [UInt64: Instant] = [:]
    var renewal: UInt64 = 0
    var renewAt: Instant
    var isRenewalAnswered = true

    var applications: [ApplicationID: PoolSize?] = [:]
    var sessions: [SessionID: ShardSession] = [:]
    /// Sessions that this run ended; none of them is taken up again. The oldest are forgotten.
    var ended = EndedSessions()
    var strangers: [SessionID: Stranger] = [:]
    var connects: [SessionID: PendingConnect] = [:]
    var identifies: [SessionID: PendingIdentify] = [:]
    /// Of sessions of this home whose bots identify at other nodes: the last asks of each.
    var relays: [SessionID: [Relay]] = [:]
    var listAt: Instant
    /// Whether sessions of an earlier generation may not have been found yet.
    var isRecovering = true
    private var lastAsk: UInt64 = 0

    var messages: [(to: NodeID, message: ShardMessage)] = []
    var answers: [(request: RequestID, answer: ShardAnswer)] = []

    struct PendingConnect: Sendable {
        var request: RequestID
        var application: ApplicationID
        var instance: UInt64
        var since: Instant
        /// When the last ask, and each ask, was made.
        var askedAt: Instant?
        var asks: [UInt64: Instant] = [:]
    }

    struct PendingIdentify: Sendable {
        var request: RequestID
        var application: ApplicationID
        var since: Instant
        /// The last ask, and when each that may still be answered with a permit was made.
        var ask: UInt64 = 0
        var asks: [UInt64: Instant] = [:]
        var askedAt: Instant
        var askAgainAt: Instant
        /// Asked, and not answered yet.
        var isAsked = false
    }

    struct Relay: Sendable {
        var application: ApplicationID
        var node: NodeID
        /// That node's, and the one that was made for it after it arrived.
        var ask: UInt64
        var ownAsk: UInt64
        var askedAt: Instant
        /// When the bot asked that node.
        var began: Instant
    }

    init(own: NodeID, boot: UInt64, terms: ShardTerms, now: Instant, broken: BrokenShardRule?) {
        self.own = own
        self.boot = boot
        self.terms = terms
        self.broken = broken
        renewAt = now
        listAt = now
    }

    /// A home without applications asks for nothing and has no deadline.
    func nextDeadline(after now: Instant) -> Instant? {
        applications.isEmpty ? nil : min(max(renewAt, now), now + .milliseconds(250))
    }

    mutating func wake(at now: Instant) {
        guard !applications.isEmpty else { return }
        chooseVoter(at: now)
        renew(at: now)
        endSessions(at: now)
        moveSessions(at: now)
        watchStrangers(at: now)
        watchConnects(at: now)
        watchIdentifies(at: now)
        if listAt <= now { askForList(at: now) }
    }

    /// The voter to ask now: the first that lives and answers.
    mutating func chooseVoter(at now: Instant) {
        let living = voters.filter { !dead.contains($0) }
        let order = living.isEmpty ? voters : living
        voter =
            order.first { avoidedUntil[$0].map { $0 <= now } ?? true }
            ?? order.min { (avoidedUntil[$0] ?? .zero) < (avoidedUntil[$1] ?? .zero) }
    }

    var summaries: [ShardSummary] {
        sessions.values.map { session in
            let end = session.promiseEnd
            return ShardSummary(
                application: session.application, session: session.slot.session,
                isEnded: session.releaseAt != nil, lastBeat: session.beatAt, endsAt: end,
                freeAt: session.releaseAt ?? max(end + terms.grace, session.notBefore), report: session.report
            )
        }.sorted { ($0.application, $0.session.shard) < ($1.application, $1.session.shard) }
    }

    mutating func ask() -> UInt64 {
        lastAsk += 1
        return lastAsk
    }

    mutating func send(_ message: ShardMessage, to node: NodeID) { messages.append((node, message)) }

    mutating func askVoter(_ message: ShardMessage) {
        if let voter { messages.append((voter, message)) }
    }

    /// Asks the owner of the pace, where a voter named one.
    mutating func askPacer(_ application: ApplicationID, _ message: ShardMessage) {
        guard let pacer = pacers[application], voters.contains(pacer), !dead.contains(pacer) else {
            return askVoter(message)
        }
        messages.append((pacer, message))
    }

    mutating func answer(_ request: RequestID, _ answer: ShardAnswer) { answers.append((request, answer)) }

    mutating func receive(_ message: ShardMessage, from sender: NodeID, at now: Instant) {
        switch message {
        case .renewed(let lease, let asker):
            if asker == boot { renewed(lease, at: now) }
        case .granted(let application, let slot, let size, let ask, let sleep):
            applications[application] = size
            granted(application, slot, size, ask, sleep, by: sender, at: now)
        case .taken(let application, let request, let slot):
            // Only while the bot waits: a request that comes late must not end the session that followed it.
            guard let pending = connects[request], pending.instance == slot.instance, slot.instance != 0,
                now - pending.since <= ShardTerms.requestPatience
            else { return }
            send(.end(application, slot.session, ask: 0), to: slot.home)
        case .refused(let request, let refusal, let retry): refused(request, refusal, retry)
        case .elsewhere(let application, let pacer): ask(pacer, for: application, at: now)
        case .standing(_, let session, let ask, let slot): stands(session, ask, slot, at: now)
        case .seen(_, let session, let ask, let slot): seen(session, ask, slot, at: now)
        case .released(_, let slot): released(slot)
        case .holds(let application, _, let size, let slots):
            holds(application, size, slots, at: now)
        case .turn(let session, let ask, let wait): turn(session, ask, wait, at: now)
        case .beat(let application, let session, let ask, let moves, let report):
            beat(
                .node(sender, ask: ask, moves: moves, since: now), application, session, report, at: now)
        case .beaten(let session, let ask, let verdict, let promise):
            beaten(session, ask, verdict, promise, by: sender, at: now)
        case .turnFor(let application, let session, let ask, let age):
            relay(application, session, ask, age: age, for: sender, at: now)
        case .handed(let session, let ask): handed(session, ask, by: sender)
        case .end(_, let session, let ask):
            end(session, at: now)
            guard ask > 0 else { return }
            send(
                .beaten(session, ask: ask, ended.contains(session) ? .renewed : .notFound, promise: 0),
                to: sender)
        default: break
        }
    }
}
