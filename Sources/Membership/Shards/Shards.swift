package import GossipCore

/// The shards of one node, without input or output: a home for the bots that come to it, and, where the node is a
/// voter, a desk for homes that ask (docs/shards.md). INV-3 is its purpose.
package struct Shards: Sendable {
    package let own: NodeID
    private var home: ShardHome
    private var desk: ShardDesk
    private let broken: BrokenShardRule?
    /// When it last ran, and since when without a gap.
    private var ranAt: Instant
    private var steadySince: Instant

    /// - Parameters:
    ///   - boot: random at each start, and never used twice.
    ///   - broken: for tests.
    package init(
        own: NodeID, boot: UInt64, terms: ShardTerms, now: Instant, broken: BrokenShardRule? = nil
    ) {
        self.own = own
        home = ShardHome(own: own, boot: boot, terms: terms, now: now, broken: broken)
        desk = ShardDesk(own: own, boot: boot, terms: terms, broken: broken)
        self.broken = broken
        ranAt = now
        steadySince = now
    }

    /// When to hand in `.wake` at the latest. Never late, so that a process that stood still knows it.
    package func nextDeadline(after now: Instant) -> Instant {
        let next = [home.nextDeadline(after: now), desk.nextDeadline(after: now)].compactMap(\.self).min()
        return min(next ?? now + ShardTerms.pulse, now + ShardTerms.pulse)
    }

    /// The one door.
    /// - Parameter now: of a clock that also counts suspend; never earlier than the last one.
    package mutating func handle(_ input: ShardInput, at now: Instant, into outbox: inout ShardOutbox) {
        if now - ranAt > ShardTerms.gap { steadySince = now }
        ranAt = now
        home.isSteady = now - steadySince >= ShardTerms.steadiness || broken == .trustsLateRequests
        switch input {
        case .voters(let voters, let isVoter):
            home.voters = voters
            desk.voters = voters
            desk.isVoter = isVoter
        case .member(let node, let isDead):
            if isDead {
                home.dead.insert(node)
                desk.dead.insert(node)
                desk.diedAt = now
            } else {
                home.dead.remove(node)
                desk.dead.remove(node)
            }
        case .message(let sender, let bytes):
            if let message = ShardMessage(encoded: bytes) { receive(message, from: sender, at: now) }
        case .decided(let key, let outcome):
            desk.decided(key, outcome, at: now)
        case .wake:
            home.wake(at: now)
            desk.wake(at: now)
        case .connect(let request, let application, let fresh, let instance):
            home.connect(request, application, fresh, instance.map(Self.hash) ?? 0, at: now)
        case .beat(let request, let application, let session, let report):
            home.beat(.bot(request, since: now), application, session, report, at: now)
        case .disconnect(let request, let application, let session):
            home.disconnect(request, application, session, at: now)
        case .identify(let request, let application, let session):
            home.identify(request, application, session, at: now)
        case .drain:
            home.isDraining = true
        case .pool(let application, let size):
            desk.wishes[application] = size
            desk.wake(at: now)
        case .budget(let application, let word, let askedAt):
            desk.budgets[application] = PaceBudget(word: word, askedAt: askedAt)
            desk.applyBudgets(at: now)
        case .serve(let applications):
            desk.served = applications.sorted()
        case .recover(let application):
            home.know(application, at: now)
        }
        deliver(at: now, into: &outbox)
    }

    /// What bots are told of here: this home's sessions, for the view.
    package var sessions: [SessionID] {
        home.sessions.values.filter { $0.releaseAt == nil }.map(\.slot.session).sorted()
    }

    /// This home's sessions, ordered by application, then session.
    var summaries: [ShardSummary] { home.summaries }

    /// Whether sessions of a former run may be missing.
    package var isRecovering: Bool { !home.applications.isEmpty && home.isRecovering }

    /// As the voters decided, as far as this node knows.
    package func size(of application: ApplicationID) -> PoolSize? {
        (home.applications[application] ?? nil) ?? desk.boards[application]?.size
    }

    /// Whether this node may say 404 by what it did itself: it ended the session, or asked others in vain for as long as
    /// a promise lasts.
    package func isOver(_ session: SessionID, at now: Instant) -> Bool {
        home.ended.contains(session)
            || home.strangers[session].map { now - $0.since >= home.terms.promise } ?? false
    }

    /// What is left of the day's identifies, at the voter that gives them out.
    package func identifiesLeft(of application: ApplicationID) -> UInt64? {
        guard let pace = desk.paces[application]?.pace, desk.isMine(pace) else { return nil }
        return pace.remaining
    }

    /// How long a shard is kept after its home was heard last.
    package var wait: Instant.Span { desk.terms.wait }

    /// Whether this home may promise anything now.
    package func hasRight(at now: Instant) -> Bool {
        home.generation.map { home.covers($0, at: now) } ?? false
    }

    /// What this node's desk has in hand, for a simulation that failed.
    package func standing(at now: Instant) -> [String] {
        desk.wants.map { "want \($0.key): shard \($0.value.shard ?? -1), turn \($0.value.turn != nil)" }
            + desk.paces.values.map {
                "pace: owner \($0.pace?.owner == own), ready \($0.readyAt != nil), deciding \($0.isDeciding), "
                    + "taking \($0.isTaking)"
            }
            + [
                "home: generation \(home.generation ?? 0) of \(home.standing), ask \(home.renewal), "
                    + "answered \(home.isRenewalAnswered), voters \(home.voters.count), steps \(desk.stepCount), "
                    + "voter \(desk.isVoter), ask in \((home.renewAt - now).seconds)"
            ]
            + desk.boards.values.map { "size \($0.size?.shards ?? -1), slots \($0.standings.count)" }
    }

    private mutating func receive(_ message: ShardMessage, from sender: NodeID, at now: Instant) {
        desk.receive(message, from: sender, at: now)
        home.receive(message, from: sender, at: now)
    }

    /// Hands out what home and desk want done; between the two of one node at once.
    private mutating func deliver(at now: Instant, into outbox: inout ShardOutbox) {
        var messages = home.messages + desk.takeMessages()
        home.messages = []
        while !messages.isEmpty {
            for (target, message) in messages {
                if target == own {
                    receive(message, from: own, at: now)
                } else {
                    outbox.messages.append((target, message.encoded))
                }
            }
            messages = home.messages + desk.takeMessages()
            home.messages = []
        }
        outbox.answers += home.answers
        home.answers = []
        outbox.proposals += desk.takeProposals()
    }

    private static func hash(_ instance: String) -> UInt64 {
        let hash = Blake2b256.hash(Array("rollcall instance ".utf8) + Array(instance.utf8))
        let number = hash.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        return max(number, 1)
    }
}
