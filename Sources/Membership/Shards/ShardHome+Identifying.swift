import GossipCore

// `POST /identify` waits for the session's turn.
extension ShardHome {
    /// Longer turns get 503: discord.py gives a connection attempt up after 60 s.
    private static let patience = Instant.Span.seconds(45)

    mutating func identify(
        _ request: RequestID, _ application: ApplicationID, _ id: SessionID, at now: Instant
    ) {
        know(application, at: now)
        if sessions[id] == nil ? ended.contains(id) : !isRunning(id, at: now) {
            return answer(request, .notFound)
        }
        if let former = identifies[id] { answer(former.request, .unavailable(retryAfter: 1)) }
        identifies[id] = PendingIdentify(
            request: request, application: application, since: now, askedAt: now, askAgainAt: now)
        if sessions[id] == nil {
            lookForHome(of: id, application, at: now)
        } else {
            _ = supersede(id, by: own, began: now, at: now)
        }
        watchIdentifies(at: now)
    }

    /// Whether a session of this home may run now.
    private func isRunning(_ id: SessionID, at now: Instant) -> Bool {
        sessions[id].map { $0.releaseAt == nil && now < $0.promiseEnd } ?? false
    }

    mutating func watchIdentifies(at now: Instant) {
        for id in identifies.keys.sorted() {
            guard let pending = identifies[id] else { continue }
            if sessions[id] != nil, !isRunning(id, at: now) {
                answer(pending.request, .notFound)
                identifies[id] = nil
                continue
            }
            if now - pending.since > Self.patience {
                answer(pending.request, .unavailable(retryAfter: 1))
                identifies[id] = nil
                continue
            }
            guard pending.askAgainAt <= now else { continue }
            if sessions[id] == nil {
                askHome(of: id, pending, at: now)
                continue
            }
            let ask = newAsk(for: id, at: now)
            if pending.isAsked { pacers[pending.application] = nil }
            identifies[id]?.isAsked = true
            askPacer(pending.application, .identify(pending.application, id, ask: ask))
        }
    }

    /// A permit may come for an ask while the next one is on its way, and is as good.
    private mutating func newAsk(for id: SessionID, at now: Instant) -> UInt64 {
        let ask = ask()
        var asks = (identifies[id]?.asks ?? [:]).filter { now - $0.value <= PaceDesk.delivery }
        asks[ask] = now
        identifies[id]?.asks = asks
        identifies[id]?.ask = ask
        identifies[id]?.askedAt = now
        identifies[id]?.askAgainAt = now + ShardTerms.askPatience
        return ask
    }

    /// Another voter gives the turns of an application.
    mutating func ask(_ pacer: NodeID, for application: ApplicationID, at now: Instant) {
        // Two voters that name each other would have it run to and fro.
        if let namedAt = pacerNamedAt[application], now - namedAt < ShardTerms.askPatience { return }
        guard pacers[application] != pacer else { return }
        pacers[application] = pacer
        pacerNamedAt[application] = now
        for id in connects.keys where connects[id]?.application == application { connects[id]?.askedAt = nil }
        for id in identifies.keys where identifies[id]?.application == application {
            identifies[id]?.askAgainAt = now
            identifies[id]?.isAsked = false
        }
        watchConnects(at: now)
        watchIdentifies(at: now)
    }

    mutating func turn(_ id: SessionID, _ ask: UInt64, _ milliseconds: UInt64, at now: Instant) {
        if let relay = relays[id]?.first(where: { $0.ownAsk == ask }) {
            return pass(milliseconds, of: id, relay, at: now)
        }
        guard let pending = identifies[id], let askedAt = pending.asks[ask],
            milliseconds == 0 || pending.ask == ask
        else { return }
        identifies[id]?.isAsked = false
        if milliseconds == Self.never { return deny(id, at: now) }
        if milliseconds == Self.superseded {
            identifies[id] = nil
            return answer(pending.request, .unavailable(retryAfter: 1))
        }
        if milliseconds == 0 {
            let home = sessions[id] == nil ? strangers[id]?.slot?.home : own
            guard now - askedAt <= PaceDesk.delivery, let home, home != own || isRunning(id, at: now)
            else { return }
            identifies[id] = nil
            answer(pending.request, .permit(seconds: PaceDesk.permitWindow.seconds))
            if home != own { return send(.handed(id, ask: ask), to: home) }
            for voter in voters { send(.identified(pending.application, id, ask: ask), to: voter) }
        } else if milliseconds > UInt64(Self.patience.nanoseconds / 1_000_000) {
            identifies[id] = nil
            let seconds = Int(clamping: min(milliseconds, 3_600_000) / 1_000)
            answer(pending.request, .unavailable(retryAfter: seconds))
        } else {
            let wait = Instant.Span.milliseconds(Int(milliseconds))
            identifies[id]?.askAgainAt = max(now, min(pending.askedAt + ShardTerms.askPatience, now + wait))
        }
    }
}

// A bot may identify at any node: that one asks the home, and the home asks for the turn. A permit is good for so long
// from the ask of the home, which is later than that of the node, so a node that hands it on in time by its own ask
// hands it on in time.
extension ShardHome {
    /// Of an answer to `turnFor`: the session is not mine.
    private static let never = UInt64.max
    /// The bot asked another node since.
    private static let superseded = UInt64.max - 1

    private mutating func askHome(of id: SessionID, _ pending: PendingIdentify, at now: Instant) {
        guard let stranger = strangers[id], stranger.stage == .forwarding, let slot = stranger.slot else {
            identifies[id]?.askAgainAt = now + .milliseconds(100)
            return lookForHome(of: id, pending.application, at: now)
        }
        let ask = newAsk(for: id, at: now)
        let age = UInt64(max((now - pending.since).nanoseconds, 0) / 1_000_000)
        send(.turnFor(pending.application, id, ask: ask, age: age), to: slot.home)
    }

    mutating func relay(
        _ application: ApplicationID, _ id: SessionID, _ ask: UInt64, age: UInt64, for node: NodeID,
        at now: Instant
    ) {
        know(application, at: now)
        guard isRunning(id, at: now) else {
            let wait = mayCome(id) ? UInt64(Self.comingMilliseconds) : Self.never
            return send(.turn(id, ask: ask, milliseconds: wait), to: node)
        }
        let began = now + Instant.Span(nanoseconds: -Int64(clamping: min(age, 600_000)) * 1_000_000)
        guard supersede(id, by: node, began: began, at: now) else {
            return send(.turn(id, ask: ask, milliseconds: Self.superseded), to: node)
        }
        let ownAsk = self.ask()
        let relay = Relay(
            application: application, node: node, ask: ask, ownAsk: ownAsk, askedAt: now, began: began)
        relays[id] = (relays[id] ?? []).suffix(Self.relaysKept - 1) + [relay]
        if relays.count > Self.relaysMax {
            relays = relays.filter { $0.value.contains { now - $0.askedAt < .seconds(60) } }
        }
        askPacer(application, .identify(application, id, ask: ownAsk))
    }

    /// Whether a session that is not here may be this home's by the register: it is being adopted, or this run has not
    /// found all that the former one had.
    private func mayCome(_ id: SessionID) -> Bool {
        guard sessions[id] == nil, !ended.contains(id) else { return false }
        return strangers[id].map { $0.stage == .adopting } ?? isRecovering
    }

    private static let comingMilliseconds = 500

    /// A bot that asks again elsewhere does not wait for the former answer any more: a permit for that would be lost.
    /// - Returns: false where the bot asked somebody else since.
    private mutating func supersede(
        _ id: SessionID, by node: NodeID, began: Instant, at now: Instant
    ) -> Bool {
        if let local = identifies[id], node != own {
            guard local.since < began else { return false }
            identifies[id] = nil
            answer(local.request, .unavailable(retryAfter: 1))
        }
        guard let last = relays[id]?.last, last.node != node, now - last.askedAt <= .seconds(2) else {
            return true
        }
        guard last.began < began else { return false }
        relays[id] = nil
        send(.turn(id, ask: last.ask, milliseconds: Self.superseded), to: last.node)
        return true
    }

    private static let relaysMax = 1_024
    /// Of one session: those of more than a delivery.
    private static let relaysKept = 4

    private mutating func pass(_ milliseconds: UInt64, of id: SessionID, _ relay: Relay, at now: Instant) {
        if milliseconds == 0 {
            guard now - relay.askedAt <= PaceDesk.delivery, isRunning(id, at: now) else { return }
        }
        send(.turn(id, ask: relay.ask, milliseconds: milliseconds), to: relay.node)
    }

    mutating func handed(_ id: SessionID, _ ask: UInt64, by node: NodeID) {
        guard let relay = relays[id]?.first(where: { $0.node == node && $0.ask == ask }) else { return }
        relays[id] = nil
        for voter in voters { send(.identified(relay.application, id, ask: relay.ownAsk), to: voter) }
    }
}
