import GossipCore

// The right of a home. One ask renews it for all sessions.
extension ShardHome {
    /// Whether a promise that is made now on this generation would be covered, with its grace.
    func covers(_ generation: UInt64, at now: Instant) -> Bool {
        guard let right = rights[generation] else { return false }
        return broken == .promiseNotCovered ? right > now : right >= now + terms.cover
    }

    mutating func renew(at now: Instant) {
        guard renewAt <= now else { return }
        if !isRenewalAnswered, let voter { avoidedUntil[voter] = now + .seconds(5) }
        chooseVoter(at: now)
        askForRight(at: now)
    }

    private mutating func askForRight(at now: Instant) {
        renewal += 1
        asks[renewal] = now
        asks = asks.filter { now - $0.value <= terms.term }
        isRenewalAnswered = false
        renewAt = now + ShardTerms.askPatience
        let lease = HomeLease(generation: generation ?? standing + 1, boot: boot, renewal: renewal)
        // All voters hear of it: whoever has to judge one day when this home asked last, has evidence at once.
        for other in voters {
            let message = ShardMessage.renew(
                lease, over: generation == nil ? standing : nil, decides: other == voter)
            send(message, to: other)
        }
    }

    /// A voter says what is decided of this home; perhaps late.
    mutating func renewed(_ lease: HomeLease, at now: Instant) {
        guard lease.generation >= standing else { return }
        let isNews = lease.generation > standing
        standing = lease.generation
        if lease.boot == boot, !lease.isClosed {
            if isNews || generation != standing { begin(standing, at: now) }
            if let askedAt = asks[lease.renewal] {
                let counted = broken == .countsFromAnswer ? now : askedAt
                rights[standing] = max(rights[standing] ?? .zero, counted + terms.term)
                asks = asks.filter { $0.key > lease.renewal }
                if lease.renewal == renewal { isRenewalAnswered = true }
                renewAt = max(counted + ShardTerms.renewalPeriod, now)
            }
        } else if generation != nil || isNews {
            // Another run opened it, or somebody closed it. This home begins anew; what it promised stands, and
            // its rights run out.
            generation = nil
            askForRight(at: now)
        }
    }

    /// This run has a generation. Sessions of earlier ones, of this run or the one before, move into it.
    private mutating func begin(_ generation: UInt64, at now: Instant) {
        self.generation = generation
        rights = rights.filter { $0.value > now }
        isRecovering = generation > 1
        listAt = now
        for session in sessions.keys {
            sessions[session]?.askedAt = nil
            if broken == .ignoresFence { sessions[session]?.slot.generation = generation }
        }
    }
}
