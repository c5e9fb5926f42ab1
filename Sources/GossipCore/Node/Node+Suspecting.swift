/// Suspicion, its confirmations and its end (SWIM 4.2; Lifeguard 3.2).
extension Node {
    mutating func heard(suspicion accusation: Accusation, into outbox: inout Outbox) {
        if accusation.member == own.id {
            accused(at: accusation.incarnation, into: &outbox)
        } else if accusation.by != own.id, let position = table.find(accusation.member),
            table[position].record.incarnation == accusation.incarnation
        {
            suspect(accusation.member, by: accusation.by, into: &outbox)
        }
        // Another incarnation than the one held here: older is over, newer comes with its record.
    }

    /// Takes one opinion on a member in: the first makes it suspect, others confirm.
    mutating func suspect(_ member: NodeID, by suspector: NodeID, into outbox: inout Outbox) {
        guard let position = table.find(member), suspector != member else { return }
        switch table[position].record.state {
        case .alive:
            begin(position, by: suspector, into: &outbox)
        case .suspect:
            guard table[position].suspicion?.confirm(by: suspector) == true else { return }
            if suspector == own.id {
                let jitter = ownJitter()
                table[position].suspicion?.jitter = jitter
            }
            setTimer(position)
            enqueue(.suspicion(member, by: suspector), .life)
        case .dead, .left, .forgotten:
            break
        }
    }

    private mutating func begin(_ position: Int, by suspector: NodeID, into outbox: inout Outbox) {
        suspicionCount += 1
        let member = table[position].record.id
        // Everybody but the suspect and the first suspector may confirm.
        let others = table.livingCount - 1
        let suspicion = Suspicion(
            by: suspector, confirmationsMax: min(configuration.timing.suspicionConfirmations, others),
            jitter: suspector == own.id ? ownJitter() : hearsayJitter(), generation: suspicionCount, at: now)
        change(position, into: &outbox) { slot in
            slot.record.state = .suspect
            slot.suspicion = suspicion
        }
        setTimer(position)
        enqueue(.suspicion(member, by: suspector), .life)
        // About six independent opinions, whatever the size of the fleet.
        if suspector != own.id, random.below(table.livingCount) < Self.confirmersAimed {
            ask(member, for: .confirmation, into: &outbox)
        }
    }

    static let confirmersAimed = 6

    mutating func setTimer(_ position: Int) {
        guard let suspicion = table[position].suspicion else { return }
        suspicionTimers.insert(
            .init(
                at: suspicion.deadline(configuration.timing), member: table[position].record.id,
                generation: suspicion.generation))
    }

    mutating func suspicionEnds(_ timer: SuspicionTimers.Timer, into outbox: inout Outbox) {
        guard let position = table.find(timer.member), let suspicion = table[position].suspicion,
            suspicion.generation == timer.generation, !suspicion.isAsking
        else { return }
        let deadline = suspicion.deadline(configuration.timing)
        // Moved: its present timer is in the heap as well.
        guard deadline <= now else { return }
        if ask(timer.member, for: .lastChance, into: &outbox) {
            table[position].suspicion?.isAsking = true
        } else {
            // No room now: again after the time in which a place becomes free.
            suspicionTimers.insert(
                .init(
                    at: now + configuration.timing.probeTimeout, member: timer.member,
                    generation: timer.generation))
        }
    }

    /// Nobody reached the suspect: it is dead.
    mutating func lastChancePassed(_ member: NodeID, into outbox: inout Outbox) {
        guard let position = table.find(member), table[position].suspicion?.isAsking == true else { return }
        change(position, into: &outbox) { $0.record.state = .dead }
        enqueue(.member(member), .life)
    }

    /// The suspect lives; its refutation is on its way, and gets the time of a new suspicion to arrive.
    mutating func lastChanceTaken(_ member: NodeID) {
        guard let position = table.find(member), table[position].suspicion != nil else { return }
        table[position].suspicion?.restart(at: now)
        setTimer(position)
    }

    mutating func heard(death accusation: Accusation, into outbox: inout Outbox) {
        if accusation.member == own.id { return accused(at: accusation.incarnation, into: &outbox) }
        guard let position = table.find(accusation.member),
            table[position].record.incarnation == accusation.incarnation,
            table[position].record.state.isLiving
        else { return }
        change(position, into: &outbox) { $0.record.state = .dead }
        enqueue(.member(accusation.member), .life)
    }

    /// Who formed an opinion of its own asks first; with about six of them a few ask, not all.
    private mutating func ownJitter() -> Instant.Span {
        let half = Int(configuration.timing.probeTimeout.nanoseconds) / 2
        return Instant.Span(nanoseconds: Int64(random.below(max(1, half))))
    }

    /// The others hear of the death before their own time comes; if those few died too, they ask.
    private mutating func hearsayJitter() -> Instant.Span {
        let period = configuration.timing.probePeriod
        return period + Instant.Span(nanoseconds: Int64(random.below(max(1, Int(period.nanoseconds)))))
    }
}
