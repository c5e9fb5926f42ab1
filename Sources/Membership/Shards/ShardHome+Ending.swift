import GossipCore

// How sessions end, and shards go back. A release is this home's word that nobody runs the session any more.
extension ShardHome {
    private static let listPeriod = Instant.Span.seconds(5)

    /// The promise counts to its end, and so does the grace; then the shard is released.
    mutating func finish(_ id: SessionID, at now: Instant) {
        guard let session = sessions[id], session.releaseAt == nil else { return }
        ended.insert(id)
        sessions[id]?.releaseAt = max(session.promiseEnd + terms.grace, session.notBefore)
        sessions[id]?.askedAt = nil
    }

    /// The bot itself says that it does not run the shard: nothing has to be waited for.
    mutating func end(_ id: SessionID, at now: Instant) {
        guard sessions[id] != nil else { return }
        ended.insert(id)
        sessions[id]?.releaseAt = now
        sessions[id]?.askedAt = nil
        askForReleases(at: now)
    }

    mutating func disconnect(
        _ request: RequestID, _ application: ApplicationID, _ id: SessionID, at now: Instant
    ) {
        know(application, at: now)
        if let session = sessions[id] {
            let isRunning = session.releaseAt == nil
            end(id, at: now)
            return answer(request, isRunning ? .done : .notFound)
        }
        if ended.contains(id) { return answer(request, .notFound) }
        beatOfStranger(
            .disconnecting(request, since: now), application, id, SessionReport(), at: now)
    }

    mutating func endSessions(at now: Instant) {
        for id in sessions.keys.sorted() {
            guard let session = sessions[id], session.releaseAt == nil, session.promiseEnd <= now else {
                continue
            }
            finish(id, at: now)
        }
        askForReleases(at: now)
    }

    private mutating func askForReleases(at now: Instant) {
        for id in sessions.keys.sorted() {
            guard let session = sessions[id], let releaseAt = session.releaseAt, releaseAt <= now,
                session.askedAt.map({ now - $0 >= .seconds(1) }) ?? true
            else { continue }
            sessions[id]?.askedAt = now
            askVoter(.release(session.application, session.slot))
        }
    }

    /// The register does not hold this session as this home has it any more.
    mutating func released(_ slot: ShardSlot) {
        guard let session = sessions[slot.session], session.slot == slot, session.releaseAt != nil else {
            return
        }
        sessions[slot.session] = nil
    }

    mutating func askForList(at now: Instant) {
        listAt = now + (isRecovering ? ShardTerms.askPatience : Self.listPeriod)
        for application in applications.keys.sorted() { askVoter(.list(application, ask: ask())) }
    }

    /// What a voter believes that this home holds; perhaps late.
    mutating func holds(
        _ application: ApplicationID, _ size: PoolSize, _ slots: [ShardSlot], at now: Instant
    ) {
        applications[application] = size
        guard let generation else { return }
        // Only all of a list says that nothing is missing; a list of several parts is at least on its way.
        isRecovering = false
        for slot in slots where slot.home == own && sessions[slot.session] == nil {
            if ended.contains(slot.session) {
                // Its promise and grace were over before it was forgotten here, or its bot never heard of it. A grant
                // or a move that was decided late brought the slot back.
                askVoter(.release(application, slot))
            } else if slot.generation < generation || slot.moves > 0 {
                // Of an earlier run, or its adoption was not heard of.
                look(for: slot, application, at: now)
            } else if slot.generation == generation, connects[slot.session.request] == nil {
                // The grant was not heard of in time, so its bot was never told of it.
                ended.insert(slot.session)
                askVoter(.release(application, slot))
            }
        }
    }
}
