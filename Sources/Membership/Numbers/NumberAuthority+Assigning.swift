import GossipCore

// What the assigner does, and what the others promise it.
extension NumberAuthority {
    /// Whether this node takes asks: it is the lowest, most members are with it, and it holds the map.
    func isAssigner(_ view: NumberView, at now: Instant) -> Bool {
        view.electorate.assigner == own && view.electorate.hasMajority && view.isSynchronised
    }

    mutating func enqueue(_ request: NumberRequest, asker: NodeID) {
        if deciding[request] != nil {
            deciding[request]?.add(asker)
        } else if var known = askers[request] {
            if known.count < Self.askersMax, !known.contains(asker) { known.append(asker) }
            askers[request] = known
        } else if queue.count < Self.queueMax {
            queue.append(request)
            askers[request] = [asker]
        }
    }

    /// Decides what can be decided, and surveys for the rest.
    mutating func advance(at now: Instant, _ view: NumberView, into outbox: inout NumberOutbox) {
        guard isAssigner(view, at: now) else { return abdicate() }
        guard !queue.isEmpty else { return }
        let isLeased = holdsLease(at: now, view)
        var blocked: [NumberRequest] = []
        for request in queue {
            guard let number = number(for: request, isLeased, view) else {
                blocked.append(request)
                continue
            }
            let askers = askers.removeValue(forKey: request) ?? []
            deciding[request] = Decision(number: number, askers: askers, since: now)
            outbox.writes.append((NumberKey(fleet: request.fleet, number: number), request.identity))
        }
        queue = blocked
        if !queue.isEmpty {
            survey(at: now, isLeased: isLeased, view, into: &outbox)
            ensureRetry(at: now)
        }
    }

    /// The number that the identity has, else the next one, else nil: not now.
    private mutating func number(
        for request: NumberRequest, _ isLeased: Bool, _ view: NumberView
    ) -> ClusterNumber? {
        if let number = view.book.number(of: request.identity, in: request.fleet) { return number }
        guard isLeased else { return nil }
        let extent = view.book.extent(of: request.fleet)
        var survey =
            surveys.removeValue(forKey: request.fleet)
            ?? FleetSurvey(waiting: Set(view.electorate.others))
        defer { surveys[request.fleet] = survey }
        survey.waiting = survey.waiting.filter(view.electorate.isAlive)
        let highest = max(extent.highest, survey.assigned)
        guard survey.isComplete(extent), highest < .max else { return nil }
        survey.assigned = highest + 1
        return ClusterNumber(highest + 1)
    }

    /// Whether a majority promised, so recently that the promises still hold, that nobody else assigns.
    private func holdsLease(at now: Instant, _ view: NumberView) -> Bool {
        if let promised, promised.to != own, promised.until > now { return false }
        let agrees = { (id: NodeID) in
            id == own || (promises[id].map { now - $0 < Self.leaseSpan } ?? false)
        }
        let votes = view.electorate.others.count(where: agrees)
        return view.electorate.isMajority(votes + 1, lowest: agrees)
    }

    private mutating func survey(
        at now: Instant, isLeased: Bool, _ view: NumberView, into outbox: inout NumberOutbox
    ) {
        if let promised, promised.to != own, promised.until > now { return }
        let others = view.electorate.others
        if !isLeased, roundStarted.map({ now - $0 >= Self.retryMin }) ?? true {
            round &+= 1
            roundStarted = now
            promised = (own, now + Self.promiseSpan)
        }
        var fleets: Set<FleetName> = []
        for request in queue where fleets.count < Self.fleetsPerSurvey {
            guard fleets.insert(request.fleet).inserted else { continue }
            var survey = surveys[request.fleet] ?? FleetSurvey(waiting: Set(others))
            let isDue = survey.round != round || (survey.askedAt.map { now - $0 >= Self.retryMin } ?? true)
            let targets = isLeased ? survey.waiting.sorted() : others
            guard isDue, !targets.isEmpty else { continue }
            survey.round = round
            survey.askedAt = now
            surveys[request.fleet] = survey
            for target in targets {
                outbox.messages.append((target, .survey(fleet: request.fleet, round: round)))
            }
        }
    }

    mutating func heard(from member: NodeID, _ fleet: FleetName, _ round: UInt64, _ knows: NumberExtent) {
        guard var survey = surveys[fleet] else { return }
        // An answer to an older question tells of what was known then.
        if round == survey.round { survey.waiting.remove(member) }
        survey.known.merge(knows)
        surveys[fleet] = survey
        if round == self.round, let roundStarted { promises[member] = roundStarted }
    }

    /// Whether this node lets `sender` assign, for `promiseSpan` from now: nobody else has that promise,
    /// and no lower member that could assign is in sight.
    mutating func promise(to sender: NodeID, at now: Instant, _ view: NumberView) -> Bool {
        guard view.electorate.assigner.map({ sender <= $0 }) ?? true else { return false }
        if let promised, promised.to != sender, promised.until > now { return false }
        promised = (sender, now + Self.promiseSpan)
        return true
    }

    /// Another assigns, or nobody can. Whoever waits asks again.
    private mutating func abdicate() {
        queue.removeAll()
        askers.removeAll()
        surveys.removeAll()
        promises.removeAll()
    }
}

extension NumberAuthority.Decision {
    fileprivate mutating func add(_ asker: NodeID) {
        if askers.count < NumberAuthority.askersMax, !askers.contains(asker) { askers.append(asker) }
    }
}
