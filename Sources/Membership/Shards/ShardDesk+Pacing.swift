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
    }

    /// Some identifies of the day stay for people who repair things.
    private static let reserve: UInt64 = 20

    /// Reserves a turn for the bot of a grant.
    mutating func turn(
        for shard: Int, _ application: ApplicationID, _ size: PoolSize, _ request: SessionID, at now: Instant
    ) -> Turning {
        guard let pace = owned(application, at: now) else {
            let readyAt = paces[application]?.readyAt
            return .later(readyAt.flatMap { $0 > now ? $0 - now : nil })
        }
        if let remaining = pace.remaining, remaining <= Self.reserve { return .noBudget }
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
            .reserving(application, request, pace, at: at))
        return .reserving
    }

    mutating func reserved(
        _ application: ApplicationID, _ request: SessionID, _ former: IdentifyPace, _ turn: Instant,
        _ outcome: Outcome, at now: Instant
    ) {
        let isMine = learn(application, former, outcome, at: now)
        guard let want = wants[request], let shard = want.shard else { return }
        wants[request]?.shard = nil
        guard isMine, let size = boards[application]?.size else { return }
        paces[application]?.confirm(request.naming(shard), in: shard % size.buckets)
        wants[request]?.turn = turn
        grant(request, wants[request] ?? want, shard, at: now)
    }

    /// - Returns: the register, if this voter owns it and may give turns. Else it takes it over.
    private mutating func owned(_ application: ApplicationID, at now: Instant) -> IdentifyPace? {
        let desk = paces[application, default: PaceDesk()]
        if let pace = desk.pace, pace.owner == own, pace.boot == boot, let readyAt = desk.readyAt {
            return readyAt <= now ? pace : nil
        }
        guard !desk.isTaking else { return nil }
        paces[application, default: PaceDesk()].isTaking = true
        paces[application]?.readyAt = nil
        enqueue(
            ShardRegisters.pace(application),
            .init { [own, boot] value in
                guard let value else { return IdentifyPace(owner: own, boot: boot).encoded }
                guard var pace = IdentifyPace(encoded: value), pace.owner != own || pace.boot != boot else {
                    return nil
                }
                (pace.owner, pace.boot) = (own, boot)
                pace.serial += 1
                return pace.encoded
            }, .taking(application))
        return nil
    }

    /// The register is this voter's: it waits until the last turn of its former owner is over.
    mutating func took(_ application: ApplicationID, _ outcome: Outcome, at now: Instant) {
        paces[application]?.isTaking = false
        guard case .decided(let value?) = outcome, let pace = IdentifyPace(encoded: value) else { return }
        paces[application]?.pace = pace
        guard pace.owner == own, pace.boot == boot else { return }
        var wait = Instant.Span.zero
        if pace.serial > 0, broken != .pacesAtOnce {
            // Decided, delivered, used, and a whole window.
            let horizon = Instant.Span.milliseconds(Int(clamping: min(pace.horizon, 60_000)))
            wait = horizon + ShardTerms.decisionSpan + PaceDesk.delivery + PaceDesk.permitWindow
            wait = wait + PaceDesk.window + .milliseconds(250) + wait / 100
        }
        paces[application]?.readyAt = now + wait
        paces[application]?.forgetTurns()
    }

    mutating func identify(
        _ application: ApplicationID, _ session: SessionID, _ ask: UInt64, for home: NodeID, at now: Instant
    ) {
        guard isVoter, let size = prepared(application, since: now, at: now)?.size else { return }
        let bucket = session.shard % size.buckets
        guard owned(application, at: now) != nil, let desk = paces[application] else {
            let rest = paces[application]?.readyAt.map { $0 - now } ?? .seconds(1)
            return tell(home, session, ask, wait: max(rest, .milliseconds(500)))
        }
        if let turn = desk.turn(of: session, in: bucket), turn.ask == nil,
            now + PaceDesk.delivery + PaceDesk.permitWindow < turn.end
        {
            // The turn that came with its shard.
            guard now >= turn.at else { return tell(home, session, ask, wait: turn.at - now) }
            paces[application]?.use(session, in: bucket, for: ask)
            return tell(home, session, ask, wait: .zero)
        }
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
            guard let pace = owned(application, at: now) else { continue }
            for bucket in desk.queues.keys.sorted() {
                paces[application]?.queues[bucket]?.removeAll { now - $0.askedAt > .seconds(2) }
                guard let first = paces[application]?.queues[bucket]?.first,
                    desk.free(bucket, at: now) <= now
                else { continue }
                paces[application]?.isDeciding = true
                enqueue(
                    ShardRegisters.pace(application),
                    IdentifyPace.permit(
                        after: pace, horizon: desk.horizon(now + .milliseconds(2_500), at: now),
                        reserve: Self.reserve),
                    .permitting(application, first.session, pace, askedAt: now))
                break
            }
        }
    }

    mutating func permitted(
        _ application: ApplicationID, _ session: SessionID, _ former: IdentifyPace, _ askedAt: Instant,
        _ outcome: Outcome, at now: Instant
    ) {
        guard learn(application, former, outcome, at: now), let size = boards[application]?.size else {
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

    /// - Returns: whether the permit after `former` is this voter's.
    private mutating func learn(
        _ application: ApplicationID, _ former: IdentifyPace, _ outcome: Outcome, at now: Instant
    ) -> Bool {
        paces[application]?.isDeciding = false
        guard case .decided(let value?) = outcome, let pace = IdentifyPace(encoded: value) else {
            // It may have been taken or not: only the register knows.
            paces[application]?.pace = nil
            return false
        }
        paces[application]?.pace = pace
        return pace.owner == own && pace.boot == boot && pace.serial == former.serial + 1
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
