import GossipCore

// What a voter does for those who ask it.
extension NumberAuthority {
    /// Answers what is decided; enters the rest in the fleet's ledger.
    mutating func serve(
        _ request: NumberRequest, for asker: NodeID, at now: Instant, _ view: NumberView,
        into outbox: inout NumberOutbox
    ) {
        // Who is no voter, or not yet, or no longer, stays silent: the home asks another.
        guard view.voting.isVoter, let ledger = open(request.fleet, view) else { return }
        if let number = ledger.number(of: request.identity) {
            return answer(.told(request, number), to: asker, at: now, into: &outbox)
        }
        if let obstacle = view.obstacle, obstacle == .quarrel {
            return answer(.waits(request, obstacle), to: asker, at: now, into: &outbox)
        }
        switch ledgers[request.fleet]?.enqueue(request.identity, asker: asker) {
        case .new: ready.append(request.fleet)
        case .again:
            answer(.waits(request, ledger.trouble ?? .deciding), to: asker, at: now, into: &outbox)
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
            guard ProposerOrder.of(view.candidates, for: fleet).first == own, open(fleet, view) != nil else {
                continue
            }
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
        guard let fleet = inFlight.removeValue(forKey: register), var ledger = ledgers.removeValue(forKey: fleet)
        else { return }
        for entered in ledger.take(register.index, outcome, at: now) {
            let request = NumberRequest(fleet: fleet, identity: entered.identity)
            for asker in entered.askers {
                answer(.told(request, entered.number), to: asker, at: now, into: &outbox)
            }
            let key = NumberKey(fleet: fleet, number: entered.number)
            outbox.decisions.append((key, entered.identity))
            guard !view.book.isInMap(key) else { continue }
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
        if view.book.isInMap(key) {
            unspread[key] = nil
        } else if view.isSynchronised, outbox.writes.count < Self.writesPerStep {
            unspread[key] = nil
            outbox.writes.append((key, identity))
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

    private mutating func open(_ fleet: FleetName, _ view: NumberView) -> Ledger? {
        if ledgers[fleet] == nil, ledgers.count < Self.ledgersMax {
            ledgers[fleet] = Ledger(fleet: fleet, isBehind: view.book.knows(fleet))
        }
        return ledgers[fleet]
    }

    private mutating func answer(
        _ message: NumberMessage, to asker: NodeID, at now: Instant, into outbox: inout NumberOutbox
    ) {
        if asker == own {
            answerSelf(message, at: now, into: &outbox)
        } else {
            outbox.messages.append((asker, message))
        }
    }
}
