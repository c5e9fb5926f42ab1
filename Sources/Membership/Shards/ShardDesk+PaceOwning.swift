import GossipCore

// Whose turns they are to give: one voter owns the pace of an application, so that turns are counted by one clock.
// Anybody may take it over at any time, and then waits until all that the former owner promised is over. As this
// costs time, a voter does so only if the owner is gone; else it names the owner to the home that asks.
extension ShardDesk {
    enum PaceHold {
        /// This voter's, as the register stands.
        case mine(IdentifyPace)
        /// As this voter's, for so long, or until a register is decided.
        case waiting(Instant.Span?)
        case theirs(NodeID)
    }

    /// How old what a voter knows of another's pace may be.
    private static let paceAge = Instant.Span.seconds(2)
    /// An owner that homes cannot reach, and that gave no turn for so long though it might, is taken over though it
    /// lives.
    private static let ownerPatience = Instant.Span.seconds(6)
    /// Two homes that are sent to the owner within this are in one series.
    private static let referralGap = Instant.Span.seconds(5)

    mutating func hold(of application: ApplicationID, at now: Instant) -> PaceHold {
        let desk = paces[application, default: PaceDesk()]
        guard !desk.isTaking else { return .waiting(nil) }
        guard let readAt = desk.readAt, let pace = desk.pace else {
            let isEmpty = desk.readAt.map { now - $0 <= Self.paceAge } ?? false
            decidePace(application, isEmpty ? IdentifyPace.take(from: nil, owner: own, boot: boot) : .read)
            return .waiting(nil)
        }
        if isMine(pace) {
            // It may be that a change of unknown outcome took it.
            guard let readyAt = desk.readyAt else {
                own(application, pace, at: now)
                return hold(of: application, at: now)
            }
            // Nothing is decided on it where nothing is left, so it would not be noticed that another took it.
            if pace.isSpent(keeping: Self.reserve), now - readAt > Self.paceAge {
                decidePace(application, .read)
                return .waiting(nil)
            }
            return readyAt <= now ? .mine(pace) : .waiting(readyAt - now)
        }
        if now - readAt > Self.paceAge {
            decidePace(application, .read)
            return .waiting(nil)
        }
        guard isGone(pace) || now - max(desk.changedAt, desk.referringSince) > pace.wait + Self.ownerPatience
        else {
            if now - desk.referredAt > Self.referralGap { paces[application]?.referringSince = now }
            paces[application]?.referredAt = now
            return .theirs(pace.owner)
        }
        paces[application]?.readyAt = nil
        decidePace(application, IdentifyPace.take(from: pace, owner: own, boot: boot))
        return .waiting(nil)
    }

    /// The first living voter takes the pace from an owner that is gone before anybody asks: a new owner has to wait,
    /// and the bots of a dead host should not have to wait for it.
    mutating func tendPace(_ application: ApplicationID, at now: Instant) {
        guard voters.first(where: { !dead.contains($0) }) == own else { return }
        let desk = paces[application]
        if desk?.isTaking == true { return }
        if let pace = desk?.pace, isMine(pace) ? desk?.readyAt == nil : isGone(pace) {
            _ = hold(of: application, at: now)
        } else if desk?.readAt.map({ now - $0 > Self.sizeAge || $0 <= diedAt }) ?? true {
            decidePace(application, .read)
        }
    }

    private mutating func decidePace(_ application: ApplicationID, _ change: RegisterChange) {
        paces[application, default: PaceDesk()].isTaking = true
        enqueue(ShardRegisters.pace(application), change, .taking(application))
    }

    /// The register was read, or this voter asked for it.
    mutating func took(_ application: ApplicationID, _ outcome: Outcome, at now: Instant) {
        paces[application]?.isTaking = false
        guard case .decided = outcome else {
            // A budget may not have arrived.
            paces[application]?.budgetAskedAt = nil
            return
        }
        let pace = IdentifyPace(outcome)
        if paces[application]?.seen != pace { paces[application]?.changedAt = now }
        paces[application]?.seen = pace
        paces[application]?.pace = pace
        paces[application]?.readAt = now
    }

    /// It is this voter's: it waits until the last turn of its former owner is over.
    private mutating func own(_ application: ApplicationID, _ pace: IdentifyPace, at now: Instant) {
        // Whoever takes an empty register writes 1, and each permit counts on.
        let wait = pace.serial <= 1 || broken == .pacesAtOnce ? .zero : pace.wait
        paces[application]?.readyAt = now + wait
        paces[application]?.ownedSince = now
        paces[application]?.forgetTurns()
    }

    /// Whether its owner is of an earlier run, called dead, or no voter.
    private func isGone(_ pace: IdentifyPace) -> Bool {
        pace.owner == own || dead.contains(pace.owner) || !voters.contains(pace.owner)
    }

    func isMine(_ pace: IdentifyPace) -> Bool { pace.owner == own && pace.boot == boot }

    /// Brings what Discord counted into the pace. What was permitted since it was asked is not in its count, so a
    /// count from before this voter owned the pace says nothing, unless nothing is known at all.
    mutating func applyBudgets(at now: Instant) {
        for application in budgets.keys.sorted() {
            guard let budget = budgets[application], let desk = paces[application], let pace = desk.pace,
                isMine(pace), !desk.isTaking, !desk.isDeciding, desk.budgetAskedAt != budget.word.askedAt,
                desk.ownedSince <= budget.askedAt || pace.remaining == nil
            else { continue }
            let since = desk.permits(since: budget.askedAt + PaceBudget.doubt)
            let left = budget.word.identifiesLeft - min(budget.word.identifiesLeft, UInt64(since))
            paces[application]?.budgetAskedAt = budget.word.askedAt
            decidePace(application, IdentifyPace.budget(left, at: pace.serial))
        }
    }
}
