import GossipCore

// `POST /identify` waits for the session's turn.
extension ShardHome {
    /// Longer turns get 503: discord.py gives a connection attempt up after 60 s.
    private static let patience = Instant.Span.seconds(45)

    mutating func identify(
        _ request: RequestID, _ application: ApplicationID, _ id: SessionID, at now: Instant
    ) {
        guard let session = sessions[id] else {
            return answer(request, ended.contains(id) ? .notFound : .unavailable(retryAfter: 1))
        }
        guard session.releaseAt == nil, now < session.promiseEnd else { return answer(request, .notFound) }
        if let former = identifies[id] { answer(former.request, .unavailable(retryAfter: 1)) }
        identifies[id] = PendingIdentify(
            request: request, application: application, since: now, askedAt: now, askAgainAt: now)
        watchIdentifies(at: now)
    }

    mutating func watchIdentifies(at now: Instant) {
        for id in identifies.keys.sorted() {
            guard let pending = identifies[id] else { continue }
            guard let session = sessions[id], session.releaseAt == nil, now < session.promiseEnd else {
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
            let ask = ask()
            identifies[id]?.ask = ask
            identifies[id]?.askedAt = now
            identifies[id]?.askAgainAt = now + ShardTerms.askPatience
            if pending.isAsked { pacers[pending.application] = nil }
            identifies[id]?.isAsked = true
            askPacer(pending.application, .identify(pending.application, id, ask: ask))
        }
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
        guard let pending = identifies[id], pending.ask == ask else { return }
        identifies[id]?.isAsked = false
        if milliseconds == 0 {
            guard now - pending.askedAt <= PaceDesk.delivery, let session = sessions[id],
                session.releaseAt == nil, now < session.promiseEnd
            else { return }
            identifies[id] = nil
            answer(pending.request, .permit(seconds: PaceDesk.permitWindow.seconds))
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
