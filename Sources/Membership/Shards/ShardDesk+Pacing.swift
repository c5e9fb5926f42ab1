import GossipCore
import OrderedCollections

// Who may identify, and when. One permit a bucket and window; the owner of the pace counts permits in a register.
extension ShardDesk {
    enum Turning {
        /// The register is being asked; `reserved` goes on.
        case reserving
        /// Nil: as soon as something that is under way is done.
        case later(Instant.Span?)
        case noBudget
        /// Its owner is this voter.
        case elsewhere(NodeID)
    }

    /// Some identifies of the day stay for people who repair things.
    static let reserve: UInt64 = 20
    /// After which a bot asks again when no more are left. Longer than a home lets one wait, so it gets 503 at once.
    static let budgetPause = Instant.Span.seconds(60)

    /// Reserves a turn for the bot of a grant. Only the owner of the pace does.
    mutating func turn(
        for shard: Int, _ application: ApplicationID, _ size: PoolSize, _ request: SessionID, at now: Instant
    ) -> Turning {
        let pace: IdentifyPace
        switch hold(of: application, at: now) {
        case .mine(let value): pace = value
        case .waiting(let span): return .later(span)
        case .theirs(let owner): return .elsewhere(owner)
        }
        if pace.isSpent(keeping: Self.reserve) { return .noBudget }
        guard var desk = paces[application], !desk.isDeciding else { return .later(nil) }
        let bucket = shard % size.buckets
        let at = desk.free(bucket, at: now)
        guard at - now <= PaceDesk.horizonMax, desk.queues[bucket]?.isEmpty ?? true else {
            return .later(.seconds(5))
        }
        desk.isDeciding = true
        let end = at + PaceDesk.sleeperWindow
        let horizon = desk.horizon(end, at: now)
        let turn = PaceDesk.Turn(session: request.naming(shard), at: at, end: end, isDecided: false)
        desk.append(turn, to: bucket, at: now)
        paces[application] = desk
        enqueue(
            ShardRegisters.pace(application),
            IdentifyPace.permit(after: pace, horizon: horizon, reserve: Self.reserve),
            .reserving(application, request, pace.permitted(horizon: horizon), at: at))
        return .reserving
    }

    mutating func reserved(
        _ application: ApplicationID, _ request: SessionID, _ next: IdentifyPace, _ turn: Instant,
        _ outcome: Outcome, at now: Instant
    ) {
        let isMine = learn(application, next, outcome, at: now)
        guard let want = wants[request], let shard = want.shard else { return }
        wants[request]?.shard = nil
        guard isMine, let size = boards[application]?.size else { return }
        paces[application]?.confirm(request.naming(shard), in: shard % size.buckets)
        wants[request]?.turn = turn
        grant(request, wants[request] ?? want, shard, at: now)
    }

    mutating func identify(
        _ application: ApplicationID, _ session: SessionID, _ ask: UInt64, for home: NodeID, at now: Instant
    ) {
        guard isVoter, let size = prepared(application, since: now, at: now)?.size else { return }
        let bucket = session.shard % size.buckets
        let pace: IdentifyPace
        switch hold(of: application, at: now) {
        case .mine(let value): pace = value
        case .waiting(let span): return tell(home, session, ask, wait: span ?? .milliseconds(500))
        case .theirs(let owner): return messages.append((home, .elsewhere(application, owner)))
        }
        guard let desk = paces[application] else { return }
        if let turn = desk.turn(of: session, in: bucket), turn.ask == nil,
            now + PaceDesk.delivery + PaceDesk.permitWindow < turn.end
        {
            // The turn that came with its shard.
            guard now >= turn.at else { return tell(home, session, ask, wait: turn.at - now) }
            paces[application]?.use(session, in: bucket, for: ask)
            return tell(home, session, ask, wait: .zero)
        }
        if pace.isSpent(keeping: Self.reserve) { return tell(home, session, ask, wait: Self.budgetPause) }
        let waiting = PaceDesk.Waiting(session: session, home: home, ask: ask, askedAt: now)
        var queue = desk.queues[bucket] ?? []
        if let place = queue.firstIndex(where: { $0.session == session }) {
            queue[place] = waiting
        } else {
            queue.append(waiting)
        }
        paces[application]?.queues[bucket] = queue
        permit(at: now)
        guard let place = paces[application]?.queues[bucket]?.firstIndex(where: { $0.session == session })
        else {
            return
        }
        let start = desk.free(bucket, at: now)
        tell(home, session, ask, wait: max(.milliseconds(1), start - now + PaceDesk.window * place))
    }

    /// Gives permits to the first of each bucket whose time has come.
    mutating func permit(at now: Instant) {
        for application in paces.keys.sorted() {
            guard let desk = paces[application], !desk.isDeciding, !desk.isIdle else { continue }
            guard case .mine(let pace) = hold(of: application, at: now) else { continue }
            if pace.isSpent(keeping: Self.reserve) {
                // They ask again, and are told.
                paces[application]?.queues = [:]
                continue
            }
            for bucket in desk.queues.keys.sorted() {
                paces[application]?.queues[bucket]?.removeAll { now - $0.askedAt > .seconds(2) }
                guard let first = paces[application]?.queues[bucket]?.first,
                    desk.free(bucket, at: now) <= now
                else { continue }
                paces[application]?.isDeciding = true
                let end = now + ShardTerms.decisionSpan + PaceDesk.delivery + PaceDesk.permitWindow
                let horizon = desk.horizon(end, at: now)
                enqueue(
                    ShardRegisters.pace(application),
                    IdentifyPace.permit(after: pace, horizon: horizon, reserve: Self.reserve),
                    .permitting(application, first.session, pace.permitted(horizon: horizon), askedAt: now))
                break
            }
        }
    }

    mutating func permitted(
        _ application: ApplicationID, _ session: SessionID, _ next: IdentifyPace, _ askedAt: Instant,
        _ outcome: Outcome, at now: Instant
    ) {
        guard learn(application, next, outcome, at: now), let size = boards[application]?.size else {
            return
        }
        let bucket = session.shard % size.buckets
        guard now - askedAt <= ShardTerms.decisionSpan,
            let place = paces[application]?.queues[bucket]?.firstIndex(where: { $0.session == session }),
            let waiting = paces[application]?.queues[bucket]?.remove(at: place)
        else { return }
        let end = now + PaceDesk.delivery + PaceDesk.permitWindow
        paces[application]?.append(
            PaceDesk.Turn(session: session, at: now, end: end, ask: waiting.ask), to: bucket, at: now)
        tell(waiting.home, session, waiting.ask, wait: .zero)
    }

    /// The permit of this ask is at the bot.
    mutating func identified(
        _ application: ApplicationID, _ session: SessionID, _ ask: UInt64, at now: Instant
    ) {
        guard let size = boards[application]?.size else { return }
        paces[application]?.shorten(session, in: session.shard % size.buckets, after: ask, at: now)
    }

    /// - Returns: whether the permit that leads to `next` is this voter's. An earlier one of unknown outcome, which was
    ///   decided now, leads elsewhere, or promises as much.
    private mutating func learn(
        _ application: ApplicationID, _ next: IdentifyPace, _ outcome: Outcome, at now: Instant
    ) -> Bool {
        paces[application]?.isDeciding = false
        // Where it is not known whether it was decided, the register is read again.
        paces[application]?.pace = IdentifyPace(outcome)
        guard paces[application]?.pace == next else { return false }
        paces[application]?.count(at: now)
        return true
    }

    private mutating func tell(_ home: NodeID, _ session: SessionID, _ ask: UInt64, wait: Instant.Span) {
        let milliseconds = max(wait, .zero).nanoseconds / 1_000_000
        messages.append(
            (
                home,
                .turn(
                    session, ask: ask,
                    milliseconds: wait > .zero ? UInt64(max(milliseconds, 1)) : 0)
            ))
    }
}
