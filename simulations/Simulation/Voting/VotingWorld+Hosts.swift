import GossipCore

// How hosts start, stop, and lose what they had.
extension VotingWorld {
    /// Starts a host with what its disk holds.
    mutating func start(_ host: Int) {
        guard !hosts[host].isGone, !hosts[host].isRunning else { return }
        facts.starts += 1
        trace.record(.started, at: time, host: host, number: hosts[host].disk.sequence)
        hosts[host].life += 1
        hosts[host].wakeAt = nil
        hosts[host].disk.forgetPending()
        let (boot, seed) = (random.next(), random.next())
        do {
            hosts[host].core = try Voting(
                key: hosts[host].key, boot: boot, timing: VotingPlan.timing, seed: seed,
                rows: hosts[host].disk.allRows, now: now, breaking: plan.broken)
        } catch {
            checker.report("the disk of \(host) does not restore: \(error)", "INV-15", at: now)
            return
        }
        // Whoever knows no set yet was told of the first, by the map or by an operator.
        let founding = checker.sets[Epoch(1)]
        act(on: host) { core, now, outbox in
            if core.set == nil, let founding { core.adopt(founding, at: now, into: &outbox) }
            core.wake(at: now, into: &outbox)
        }
    }

    /// Stops a host at once. Of the writes under way a random part reached the disk.
    mutating func crash(_ host: Int) {
        guard hosts[host].isRunning else { return }
        let committed = random.below(hosts[host].disk.pendingCount + 1)
        crash(host, committing: committed)
    }

    mutating func crash(_ host: Int, committing count: Int) {
        guard let core = hosts[host].core else { return }
        facts.crashes += 1
        trace.record(.crashed, at: time, host: host, number: UInt64(count))
        for _ in 0..<count { _ = hosts[host].disk.commit() }
        if count > 0, core.answersHeld(upTo: hosts[host].disk.sequence) > 0 {
            facts.crashesBetweenPersistAndAnswer += 1
        }
        if hosts[host].disk.pendingCount > 0 { facts.crashesBeforePersist += 1 }
        hosts[host].disk.forgetPending()
        hosts[host].core = nil
        hosts[host].life += 1
        hosts[host].wakeAt = nil
        hosts[host].client = VotingClient()
    }

    /// A host dies with its disk, and another comes in its place.
    mutating func loseDisk(_ host: Int) {
        guard !hosts[host].isGone, mayLose(host) else { return }
        facts.disksLost += 1
        trace.note("\(host) loses its disk", at: time)
        crash(host)
        hosts[host].isGone = true
        addHost()
        start(hosts.count - 1)
    }

    /// Whether the voters could go on if this host never returned: what follows a lost majority is decided by
    /// people (docs/voting.md), and nothing is to be checked of it here.
    func mayLose(_ host: Int) -> Bool {
        guard let newest = checker.newestSet else { return false }
        let id = hosts[host].id
        return checker.sets.values.filter { $0.epoch.next >= newest.epoch }.allSatisfy { set in
            let lost = set.voters.count { $0.id == id || isLost($0.id, in: set) }
            return lost <= set.voters.count - set.majority
        }
    }

    /// Whether a voter is no help in this epoch, or not yet.
    private func isLost(_ voter: NodeID, in set: VoterSet) -> Bool {
        guard let core = hostOf[voter].flatMap({ hosts[$0].core }) else { return true }
        if let standing = core.standing(in: set) { return !standing.isActive || standing.isResigned }
        return core.set?.epoch ?? Epoch(0) < set.epoch
    }

    /// Puts the disk of a host back to an earlier time, if its peers can tell: what nobody remembers, nobody
    /// can miss (docs/voting.md, Assumptions).
    /// - Returns: whether it did.
    @discardableResult
    mutating func rollBack(_ host: Int) -> Bool {
        guard let snapshot = hosts[host].snapshot, !hosts[host].isGone, mayLose(host) else { return false }
        let epochs = hosts[host].lastVotes.filter { $0.value > snapshot.sequence }.keys.sorted()
        guard epochs.allSatisfy({ isRemembered(host, in: $0, beyond: snapshot.sequence) }) else {
            return false
        }
        if epochs.isEmpty { facts.idleDisksRolledBack += 1 } else { facts.disksRolledBack += 1 }
        trace.note("the disk of \(host) goes back to write \(snapshot.sequence)", at: time)
        crash(host)
        hosts[host].disk.rollBack(to: snapshot)
        hosts[host].snapshot = nil
        hosts[host].forgotten.formUnion(epochs)
        return true
    }

    /// Whether every voter of the epoch that still has a disk has on it a later vote of this host.
    private func isRemembered(_ host: Int, in epoch: Epoch, beyond sequence: UInt64) -> Bool {
        guard let set = checker.sets[epoch], set.voters.count > 1 else { return false }
        return set.voters.allSatisfy { voter in
            guard let peer = hostOf[voter.id], peer != host, !hosts[peer].isGone else { return true }
            guard let memory = try? Voting.Memory(hosts[peer].disk.rowsOfStanding), let known = memory.set,
                known.epoch >= epoch
            else { return false }
            if known.epoch > epoch.next { return true }
            let witnessed = memory.witnessed(of: hosts[host].id, in: set, by: voter.id)
            return witnessed.map { $0 > sequence } ?? (known.epoch > epoch)
        }
    }
}
