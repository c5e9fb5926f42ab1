import GossipCore

// `POST /fleet/register`.
extension Roster {
    mutating func register(
        _ id: RequestID, _ registration: Registration, _ secret: LeaseSecret, at moment: Moment,
        into outbox: inout RosterOutbox
    ) {
        guard let identity = ClusterIdentity(registration.identity), let fleet = FleetName(registration.fleet)
        else {
            // The HTTP side lets no such name through; there is no room for it here.
            return answer(id, .capReached, into: &outbox)
        }
        let known = clusters.index(of: identity)
        if let known {
            guard isAllowed(registration.lease, known) else {
                return answer(id, .leasedToAnother, into: &outbox)
            }
        } else if settings.clustersMax > 0, clusters.count >= settings.clustersMax {
            return answer(id, .capReached, into: &outbox)
        }
        let entry = entry(registration, fleet, secret, known, at: moment)
        if let known, let settling = settling[known], settling.entry.isSameRegistration(as: entry) {
            self.settling[known]?.waiters.append(id)
            if settling.waiters.isEmpty { awaitDisk(known, since: moment.now) }
            return
        }
        let token = tokens.issue(registrationOf: identity)
        put(entry, of: identity, token: token, at: moment, into: &outbox)
        guard let index = clusters.index(of: identity), isHome(index) else {
            // The map is full.
            _ = tokens.redeem(token)
            return answer(id, .capReached, into: &outbox)
        }
        beat(index, at: moment)
        // Whoever waits already is answered with this, at the time at which it would have been.
        let former = settling[index]
        let deadline = former?.deadline ?? moment.now + settings.settleTimeout
        if former == nil { deadlines.add(.settling(index), at: deadline) }
        settling[index] = Settling(
            waiters: (former?.waiters ?? []) + [id], lease: secret.text, entry: entry, token: token,
            number: nil, deadline: deadline, isLate: former?.isLate ?? false)
        confirm(index, at: moment, into: &outbox)
    }

    private func entry(
        _ registration: Registration, _ fleet: FleetName, _ secret: LeaseSecret, _ known: Int?,
        at moment: Moment
    ) -> RegistrationEntry {
        let former = known.map { clusters[$0] }
        let isUp = known.map { down($0) == nil } ?? false
        // As in the original, a registration that names no target keeps the one that was named before.
        let target =
            registration.scrapeTarget.isEmpty ? former?.entry.scrapeTarget ?? "" : registration.scrapeTarget
        let leases = former?.entry.leases?.succeeded(by: secret, presented: registration.lease)
        return RegistrationEntry(
            fleet: fleet, isDown: false, since: isUp ? former?.entry.since ?? moment.wall : moment.wall,
            lastSeen: moment.wall, version: registration.version, scrapeTarget: target,
            leases: leases ?? LeaseHashes(current: LeaseHashes.hash(secret.text)))
    }

    /// Answers the registrations of a cluster if what the answer promises is on the disk.
    mutating func settle(_ index: Int, into outbox: inout RosterOutbox) {
        guard let settling = settling[index], settling.token == nil else { return }
        let record = clusters[index]
        var result: Answer.Register?
        if let number = record.number,
            settling.number == NumberKey(fleet: record.entry.fleet, number: number)
        {
            result = .numbered(number, lease: settling.lease)
        } else if settling.isLate {
            result = .pending(lease: settling.lease)
        }
        guard let result else { return }
        self.settling[index] = nil
        for id in settling.waiters { answer(id, result, into: &outbox) }
    }

    /// Who waited for the number long enough is answered as soon as the disk allows, and who waited for that
    /// is refused. What is on its way to the disk stays there: asking again finds it, and writes nothing twice.
    mutating func endPatience(_ index: Int, at due: Instant, into outbox: inout RosterOutbox) {
        guard let former = settling[index] else { return }
        if former.isLate {
            settling[index]?.waiters = []
            for id in former.waiters { answer(id, .notDurable, into: &outbox) }
        } else {
            settling[index]?.isLate = true
            settle(index, into: &outbox)
            if settling[index] != nil { awaitDisk(index, since: due) }
        }
    }

    private mutating func awaitDisk(_ index: Int, since instant: Instant) {
        let deadline = instant + settings.diskTimeout
        settling[index]?.deadline = deadline
        deadlines.add(.settling(index), at: deadline)
    }

    /// Whether a request with this lease may act for a cluster.
    func isAllowed(_ lease: String?, _ index: Int) -> Bool {
        guard settings.requireLease, let leases = clusters[index].entry.leases else { return true }
        return leases.accepts(lease)
    }

    private func answer(_ id: RequestID, _ answer: Answer.Register, into outbox: inout RosterOutbox) {
        outbox.answers.append((id, .register(answer)))
    }
}

extension RegistrationEntry {
    /// Whether two registrations that are under way at once ask for the same.
    fileprivate func isSameRegistration(as other: RegistrationEntry) -> Bool {
        fleet == other.fleet && version.utf8.elementsEqual(other.version.utf8)
            && scrapeTarget.utf8.elementsEqual(other.scrapeTarget.utf8)
    }
}
