import GossipCore

// What a voter does for those who ask it.
extension NumberAuthority {
    /// Answers what is decided; enters the rest in the fleet's ledger.
    mutating func serve(
        _ request: NumberRequest, for asker: NodeID, at now: Instant, _ view: NumberView,
        into outbox: inout NumberOutbox
    ) {
        // Who is no voter, or not yet, or no longer, stays silent: the home asks another.
        guard view.voting.isVoter, let attestor = view.attestor else { return }
        open(request.fleet, view)
        if let number = ledgers[request.fleet]?.number(of: request.identity) {
            let key = NumberKey(fleet: request.fleet, number: number)
            let told = AttestedNumber(key, request.identity, by: attestor)
            return answer(.told(told), to: asker, at: now, into: &outbox)
        }
        switch ledgers[request.fleet]?.enqueue(request.identity, asker: asker) {
        case .new: ready.append(request.fleet)
        case .again:
            let reason = ledgers[request.fleet]?.trouble ?? .deciding
            answer(.waits(request, reason), to: asker, at: now, into: &outbox)
        case .refused, nil: break
        }
    }

    /// Reads the rolls of the fleets that this voter is the first to be asked for, so that it knows them when it
    /// is asked, and so that what a dead proposer decided reaches the map.
    mutating func tend(
        _ fleets: some Sequence<FleetName>, at now: Instant, _ view: NumberView,
        into outbox: inout NumberOutbox
    ) {
        guard view.voting.isVoter, view.obstacle == nil else { return }
        for fleet in fleets where ledgers[fleet] == nil {
            guard ProposerOrder.of(view.candidates, for: fleet).first == own else { continue }
            open(fleet, view)
            ledgers[fleet]?.refresh()
            ready.append(fleet)
        }
        proposeAll(at: now, into: &outbox)
    }

    /// A `Command.decide` ended.
    mutating func decided(
        _ register: RegisterKey, _ outcome: Outcome, at now: Instant, _ view: NumberView,
        into outbox: inout NumberOutbox
    ) {
        guard let fleet = inFlight.removeValue(forKey: register), let attestor = view.attestor,
            var ledger = ledgers.removeValue(forKey: fleet)
        else { return }
        for entered in ledger.take(register.index, outcome, at: now) {
            let key = NumberKey(fleet: fleet, number: entered.number)
            if !entered.askers.isEmpty {
                let told = NumberMessage.told(AttestedNumber(key, entered.identity, by: attestor))
                for asker in entered.askers { answer(told, to: asker, at: now, into: &outbox) }
            }
            guard view.book.holder(of: key) == nil else { continue }
            unspread[key] = entered.identity
            deadlines.add(.spread(key), at: now + Self.spreadAfter)
        }
        ledgers[fleet] = ledger
        if let restsUntil = ledger.restsUntil { deadlines.add(.ledger(fleet), at: restsUntil) }
        ready.append(fleet)
        proposeAll(at: now, into: &outbox)
    }

    /// Begins what can begin, fleets in turn.
    mutating func proposeAll(at now: Instant, into outbox: inout NumberOutbox) {
        var rest = ready[...]
        while let fleet = rest.first, inFlight.count + Int(Ledger.windowMax) <= Self.inFlightMax {
            rest.removeFirst()
            for proposal in ledgers[fleet]?.begin(at: now) ?? [] {
                inFlight[proposal.register] = fleet
                outbox.proposals.append(proposal)
            }
        }
        ready = Array(rest)
    }

    /// The home that asked should have put the number into the map by now; maybe it died before.
    mutating func spread(
        _ key: NumberKey, at now: Instant, _ view: NumberView, into outbox: inout NumberOutbox
    ) {
        guard let identity = unspread[key] else { return }
        if view.book.holder(of: key) != nil {
            unspread[key] = nil
        } else if let attestor = view.attestor, view.isSynchronised, outbox.writes.count < Self.writesPerStep
        {
            unspread[key] = nil
            outbox.writes.append(AttestedNumber(key, identity, by: attestor))
        } else {
            deadlines.add(.spread(key), at: now + Self.spreadAfter)
        }
    }

    /// This node votes no more, or for another lineage.
    mutating func forgetLedgers() {
        ledgers = [:]
        ready = []
        inFlight = [:]
        unspread = [:]
    }

    private mutating func open(_ fleet: FleetName, _ view: NumberView) {
        guard ledgers[fleet] == nil, ledgers.count < Self.ledgersMax else { return }
        ledgers[fleet] = Ledger(fleet: fleet, isBehind: view.book.highest(of: fleet) != nil)
    }

    private mutating func answer(
        _ message: NumberMessage, to asker: NodeID, at now: Instant, into outbox: inout NumberOutbox
    ) {
        if asker == own {
            heard(message, from: own, at: now, into: &outbox)
        } else {
            outbox.messages.append((asker, message))
        }
    }
}
