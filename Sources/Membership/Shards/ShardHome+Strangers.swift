import GossipCore

// A session may beat at any node. A home that lives is asked; the sessions of one that does not are adopted.
extension ShardHome {
    private static let strangersMax = 20_000
    /// Who did not ask for so long, or for half a promise, asks anew.
    private static let pauseMax = Instant.Span.seconds(15)

    /// Finds the home of a session that is not here, for a bot that wants to identify.
    mutating func lookForHome(of id: SessionID, _ application: ApplicationID, at now: Instant) {
        guard strangers[id] != nil || strangers.count < Self.strangersMax else { return }
        var stranger = strangers[id] ?? Stranger(application: application, since: now, usedAt: now)
        if stranger.stage == .forwarding { return }
        stranger.waiting.append(.looking(since: now))
        strangers[id] = stranger
        watch(id, at: now)
    }

    /// Its home says that it does not know the session.
    mutating func deny(_ id: SessionID, at now: Instant) {
        guard let stranger = strangers[id], stranger.stage == .forwarding else { return }
        strangers[id]?.deny()
        strangers[id]?.waiting.append(.looking(since: now))
        watch(id, at: now)
    }

    mutating func beatOfStranger(
        _ waiting: Stranger.Waiting, _ application: ApplicationID, _ id: SessionID, _ report: SessionReport,
        at now: Instant
    ) {
        if ended.contains(id) { return tell(waiting, id, .notFound) }
        guard strangers[id] != nil || strangers.count < Self.strangersMax else {
            return tell(waiting, id, .notRenewed)
        }
        var stranger = strangers[id] ?? Stranger(application: application, since: now, usedAt: now)
        // A bot may ask a node now and then, and others meanwhile.
        let pause = min(Self.pauseMax, Instant.Span(nanoseconds: terms.promise.nanoseconds / 2))
        if now - stranger.usedAt > pause { stranger.since = now }
        stranger.usedAt = now
        stranger.report = report
        stranger.waiting.append(waiting)
        stranger.doubt(for: waiting)
        if case .bot = waiting, now - stranger.since >= terms.promise {
            // Whatever it was promised is over.
            stranger.waiting.removeLast()
            strangers[id] = stranger
            return tell(waiting, id, .notFound)
        }
        stranger.askedAt = stranger.stage == .forwarding ? nil : stranger.askedAt
        strangers[id] = stranger
        watch(id, at: now)
    }

    /// A session of this home that it has lost or not yet taken up again.
    mutating func look(for slot: ShardSlot, _ application: ApplicationID, at now: Instant) {
        guard strangers[slot.session] == nil else { return }
        strangers[slot.session] = Stranger(
            application: application, stage: .adopting, slot: slot, since: now, usedAt: now)
        watch(slot.session, at: now)
    }

    mutating func watchStrangers(at now: Instant) {
        for id in strangers.keys.sorted() { watch(id, at: now) }
    }

    private mutating func watch(_ id: SessionID, at now: Instant) {
        guard var stranger = strangers[id] else { return }
        let late = stranger.waiting.filter { now - $0.since > ShardTerms.requestPatience }
        stranger.waiting.removeAll { now - $0.since > ShardTerms.requestPatience }
        for waiting in late { tell(waiting, id, .notRenewed) }
        if stranger.stage == .forwarding, let slot = stranger.slot, let silentSince = stranger.silentSince,
            now - silentSince >= ShardTerms.homePatience || dead.contains(slot.home)
        {
            stranger.stage = .adopting
            stranger.askedAt = nil
        }
        let isWanted =
            stranger.stage == .forwarding
            ? stranger.isAwaited : !stranger.waiting.isEmpty || stranger.stage == .adopting
        if isWanted, stranger.askedAt.map({ now - $0 >= ShardTerms.askPatience }) ?? true {
            ask(for: id, &stranger, at: now)
        }
        let isIdle = now - stranger.usedAt > terms.promise + terms.promise
        strangers[id] = isIdle ? nil : stranger
    }

    private mutating func ask(for id: SessionID, _ stranger: inout Stranger, at now: Instant) {
        switch stranger.stage {
        case .finding:
            stranger.ask = ask()
            stranger.askedAt = now
            let needsRegister = stranger.isDoubted || stranger.isDenied
            askVoter(
                needsRegister && broken != .believesWhatWasSeen
                    ? .adopt(
                        stranger.application, id, ask: stranger.ask, generation: generation ?? 0,
                        term: terms.termMilliseconds, from: nil)
                    : .find(stranger.application, id, ask: stranger.ask))
        case .adopting:
            guard let generation, covers(generation, at: now) else { return }
            stranger.ask = ask()
            stranger.askedAt = now
            askVoter(
                .adopt(
                    stranger.application, id, ask: stranger.ask, generation: generation,
                    term: terms.termMilliseconds, from: stranger.slot))
        case .forwarding:
            guard let slot = stranger.slot else { return }
            stranger.ask = ask()
            stranger.askedAt = now
            stranger.silentSince = stranger.silentSince ?? now
            send(
                stranger.isEnding
                    ? .end(stranger.application, id, ask: stranger.ask)
                    : .beat(
                        stranger.application, id, ask: stranger.ask, moves: slot.moves, stranger.report),
                to: slot.home)
        }
    }

    /// A voter says where it saw a session last: the home to ask, and no more.
    mutating func seen(_ id: SessionID, _ ask: UInt64, _ slot: ShardSlot, at now: Instant) {
        if broken == .believesWhatWasSeen { return stands(id, ask, slot, at: now) }
        guard var stranger = strangers[id], stranger.stage == .finding, stranger.ask == ask,
            !stranger.isDenied, !stranger.isDoubted, slot.session == id
        else { return }
        stranger.askedAt = nil
        if slot.home == own {
            stranger.isDoubted = true
        } else {
            stranger.stage = .forwarding
            stranger.slot = slot
            stranger.silentSince = nil
        }
        strangers[id] = stranger
        watch(id, at: now)
    }

    /// A voter says where a session is.
    mutating func stands(_ id: SessionID, _ ask: UInt64, _ slot: ShardSlot?, at now: Instant) {
        if sessions[id] != nil { return moved(id, ask, slot, at: now) }
        guard var stranger = strangers[id], stranger.ask == ask, !ended.contains(id) else { return }
        guard let slot else { return lose(id) }
        if slot.home == own, slot.generation == generation {
            // A slot that never moved was granted to this run, and its bot was not told of it.
            guard slot.moves > 0, covers(slot.generation, at: now) else { return }
            return take(id, stranger, slot, at: now)
        }
        if stranger.isDenied, stranger.slot == slot, slot.home != own { return lose(id) }
        if stranger.slot != slot || stranger.stage == .finding {
            stranger.stage = slot.home == own ? .adopting : .forwarding
            stranger.silentSince = nil
        }
        // What was denied was another slot, so its home is asked again.
        stranger.isDenied = false
        stranger.isDoubted = false
        stranger.slot = slot
        stranger.askedAt = nil
        strangers[id] = stranger
        watch(id, at: now)
    }

    /// The session is this home's from now on.
    private mutating func take(_ id: SessionID, _ stranger: Stranger, _ slot: ShardSlot, at now: Instant) {
        strangers[id] = nil
        sessions[id] = ShardSession(
            application: stranger.application, slot: slot, promiseEnd: now + terms.promise,
            notBefore: broken == .forgetsFormerHome ? now : now + terms.wait(for: slot.term), beatAt: now)
        for waiting in stranger.waiting {
            if case .disconnecting = waiting {
                end(id, at: now)
                tell(waiting, id, .renewed)
            } else {
                beat(waiting, stranger.application, id, stranger.report, at: now)
            }
        }
    }

    private mutating func lose(_ id: SessionID) {
        guard let stranger = strangers.removeValue(forKey: id) else { return }
        if let pending = identifies.removeValue(forKey: id) { answer(pending.request, .notFound) }
        for waiting in stranger.waiting { tell(waiting, id, .notFound) }
    }

    /// The home of a stranger answered.
    mutating func beaten(
        _ id: SessionID, _ ask: UInt64, _ verdict: ShardVerdict, _ promise: UInt64, by home: NodeID,
        at now: Instant
    ) {
        guard var stranger = strangers[id], stranger.stage == .forwarding, stranger.ask == ask,
            stranger.slot?.home == home
        else { return }
        if verdict == .notFound {
            // It may have moved meanwhile, or never have been there.
            stranger.deny()
            strangers[id] = stranger
            return watch(id, at: now)
        }
        if verdict == .renewed, stranger.isEnding {
            // This was the answer to `end`: beats that wait beside it are of a bot that said it is gone.
            strangers[id] = nil
            ended.insert(id)
            for waiting in stranger.waiting {
                if case .disconnecting = waiting {
                    tell(waiting, id, .renewed)
                } else {
                    tell(waiting, id, .notFound)
                }
            }
            return
        }
        if verdict == .renewed {
            stranger.silentSince = nil
            stranger.since = now
        }
        let waiting = stranger.waiting
        stranger.waiting = []
        strangers[id] = verdict == .outsidePool ? nil : stranger
        let span = Instant.Span.milliseconds(Int(clamping: min(promise, ShardTerms.termMillisecondsMax)))
        for waiting in waiting { tell(waiting, id, verdict, promise: span) }
    }

    /// Moves this home's sessions from a generation that is over into the present one.
    mutating func moveSessions(at now: Instant) {
        guard let generation, covers(generation, at: now) else { return }
        for id in sessions.keys.sorted() {
            guard let session = sessions[id], session.slot.generation != generation, session.releaseAt == nil,
                session.askedAt.map({ now - $0 >= ShardTerms.askPatience }) ?? true
            else { continue }
            sessions[id]?.askedAt = now
            askVoter(
                .adopt(
                    session.application, id, ask: ask(), generation: generation,
                    term: terms.termMilliseconds, from: session.slot))
        }
    }

    /// A voter answered about a session of this home.
    private mutating func moved(_ id: SessionID, _ ask: UInt64, _ slot: ShardSlot?, at now: Instant) {
        guard let session = sessions[id], session.releaseAt == nil, session.slot != slot else { return }
        guard let slot, slot.session == id else { return }
        guard slot.moves > session.slot.moves else { return }
        if slot.home == own {
            sessions[id]?.slot = slot
        } else {
            // Another home took it. The bot goes on there; its beats here are sent on.
            sessions[id] = nil
            strangers[id] = Stranger(
                application: session.application, stage: .forwarding, slot: slot, since: now, usedAt: now)
        }
    }
}
