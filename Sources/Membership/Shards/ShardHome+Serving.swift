import GossipCore

// What bots ask, and what they are told.
extension ShardHome {
    mutating func connect(
        _ request: RequestID, _ application: ApplicationID, _ fresh: SessionID, _ instance: UInt64,
        at now: Instant
    ) {
        know(application, at: now)
        guard !isDraining else { return answer(request, .unavailable(retryAfter: 5)) }
        if instance != 0 {
            // It may have waited while this process stood still, and its bot may hold a session since.
            guard isSteady else { return answer(request, .unavailable(retryAfter: 1)) }
            // The bot says that it is gone and here again.
            for id in sessions.keys.sorted() where sessions[id]?.slot.instance == instance {
                if sessions[id]?.application == application { end(id, at: now) }
            }
        }
        connects[fresh.request] = PendingConnect(
            request: request, application: application, instance: instance, since: now)
        watchConnects(at: now)
    }

    mutating func watchConnects(at now: Instant) {
        for session in connects.keys.sorted() {
            guard let pending = connects[session] else { continue }
            if now - pending.since > ShardTerms.requestPatience {
                answer(pending.request, .unavailable(retryAfter: 1))
                connects[session] = nil
                continue
            }
            guard let generation, covers(generation, at: now),
                pending.askedAt.map({ now - $0 >= ShardTerms.askPatience }) ?? true
            else { continue }
            let ask = ask()
            // A voter that gives turns and is silent is not asked again, for any voter may take its place.
            if pending.askedAt != nil { pacers[pending.application] = nil }
            connects[session]?.askedAt = now
            connects[session]?.asks[ask] = now
            askPacer(
                pending.application,
                .connect(
                    pending.application, session, ask: ask, generation: generation,
                    term: terms.termMilliseconds, instance: pending.instance))
        }
    }

    /// A voter granted a shard to this home.
    mutating func granted(
        _ application: ApplicationID, _ slot: ShardSlot, _ size: PoolSize, _ ask: UInt64,
        _ sleep: UInt64, by voter: NodeID, at now: Instant
    ) {
        let id = slot.session
        guard slot.home == own, sessions[id] == nil, !ended.contains(id) else { return }
        guard let pending = connects[id.request], slot.generation == generation,
            covers(slot.generation, at: now)
        else {
            // A request of an earlier run that came again: that run may have told its bot.
            guard slot.generation == generation else { return }
            // Its bot was never told of it, and will not be.
            ended.insert(id)
            return send(.release(application, slot), to: voter)
        }
        // Its turn to identify would be told too late; it is asked for again.
        guard let askedAt = pending.asks[ask], now - askedAt <= PaceDesk.delivery else { return }
        connects[id.request] = nil
        sessions[id] = ShardSession(
            application: application, slot: slot, promiseEnd: now + terms.promise, notBefore: now, beatAt: now
        )
        answer(
            pending.request,
            .connected(
                id, shard: id.shard, shards: size.shards, sleepSeconds: Double(sleep) / 1_000,
                promise: terms.promise))
    }

    mutating func refused(_ session: SessionID, _ refusal: ShardRefusal, _ milliseconds: UInt64) {
        guard let pending = connects.removeValue(forKey: session) else { return }
        let seconds = Int(clamping: (min(milliseconds, 3_600_000) + 999) / 1_000)
        answer(
            pending.request, refusal == .noShards ? .noShards : .unavailable(retryAfter: max(1, seconds)))
    }

    /// A beat, of a bot here or at another node.
    mutating func beat(
        _ waiting: Stranger.Waiting, _ application: ApplicationID, _ id: SessionID, _ report: SessionReport,
        at now: Instant
    ) {
        know(application, at: now)
        guard sessions[id] != nil else {
            return beatOfStranger(waiting, application, id, report, at: now)
        }
        tell(waiting, id, verdict(id, report, at: now), promise: terms.promise)
    }

    /// What a beat of a session of this home is worth. 204 only if the promise and its grace end before this home's
    /// right does.
    private mutating func verdict(_ id: SessionID, _ report: SessionReport, at now: Instant) -> ShardVerdict {
        guard var session = sessions[id], session.releaseAt == nil else { return .notFound }
        guard now < session.promiseEnd else {
            finish(id, at: now)
            return .notFound
        }
        if isDraining {
            finish(id, at: now)
            return .notFound
        }
        if let size = applications[session.application] ?? nil, id.shard >= size.shards {
            finish(id, at: now)
            return .outsidePool
        }
        session.report = report
        session.beatAt = now
        let isCovered = covers(session.slot.generation, at: now)
        if isCovered { session.promiseEnd = now + terms.promise }
        sessions[id] = session
        return isCovered ? .renewed : .notRenewed
    }

    /// - Parameter promise: of the session's home; it matters where the verdict is `renewed`.
    mutating func tell(
        _ waiting: Stranger.Waiting, _ id: SessionID, _ verdict: ShardVerdict, promise: Instant.Span = .zero
    ) {
        switch waiting {
        case .node(let node, let ask, _, _):
            let milliseconds = UInt64(max(promise.nanoseconds, 0) / 1_000_000)
            send(.beaten(id, ask: ask, verdict, promise: milliseconds), to: node)
        case .bot(let request, _):
            switch verdict {
            case .renewed: answer(request, .renewed(promise: promise))
            case .notRenewed: answer(request, .unavailable(retryAfter: 1))
            case .notFound: answer(request, .notFound)
            case .outsidePool: answer(request, .noShards)
            }
        case .looking: break
        case .disconnecting(let request, _):
            answer(
                request,
                verdict == .renewed ? .done : verdict == .notFound ? .notFound : .unavailable(retryAfter: 1))
        }
    }

    /// From the first request of an application on this home asks for a right.
    mutating func know(_ application: ApplicationID, at now: Instant) {
        guard applications[application] == nil else { return }
        applications[application] = .some(nil)
        renewAt = min(renewAt, now)
        listAt = now
        renew(at: now)
    }
}
