@testable import GossipCore

// What happens to the hosts, and what is asked of them.
extension VotingWorld {
    /// One step of work and of misfortune.
    mutating func stir() {
        for host in hosts.indices where hosts[host].core == nil && !hosts[host].isGone {
            if isCalm || chance(0.15) { start(host) }
        }
        if !isCalm { strike() }
        work()
    }

    mutating func work() {
        let living = hosts.indices.filter { isProposer($0) }
        guard !living.isEmpty else { return }
        if !isCalm, chance(0.6) {
            let item = [UInt8(random.below(60))]
            let roll = VotingClient.rolls[random.below(2)]
            // Often two at once, for the same or for another item.
            for _ in 0..<(1 + random.below(2)) {
                client.want(item, in: roll, at: living[random.below(living.count)])
            }
        }
        if !isCalm, chance(0.25) {
            let host = living[random.below(living.count)]
            let list = VotingClient.lists[random.below(2)]
            propose(list, client.append(), at: host)
        }
        for host in living {
            for roll in VotingClient.rolls where client.isWanting(roll, at: host) || chance(0.1) {
                let (key, change) = client.proposal(roll, at: host)
                propose(key, change, at: host)
            }
        }
    }

    func isProposer(_ host: Int) -> Bool {
        guard let core = hosts[host].core else { return false }
        return core.set?.contains(core.own) ?? false
    }

    mutating func propose(_ key: RegisterKey, _ change: RegisterChange, at host: Int) {
        guard hosts[host].core?.proposer.isProposing(key) == false else { return }
        client.begins(key, at: host, checker)
        act(on: host) { core, now, outbox in
            _ = core.propose(key, change, for: .seconds(3), at: now, into: &outbox)
        }
    }

    private mutating func strike() {
        let host = random.below(hosts.count)
        if chance(0.04) { crash(host) }
        if chance(0.03) { sides = hosts.map { _ in random.below(2) } }
        if chance(0.08) { sides = hosts.map { _ in 0 } }
        if chance(0.02) { loss = Double(random.below(40)) / 100 }
        if chance(0.02) { duplication = Double(random.below(50)) / 100 }
        if chance(0.02) { delayMax = [2_000_000, 20_000_000, 200_000_000][random.below(3)] }
        if chance(0.05), !hosts[unlucky].isGone {
            hosts[unlucky].snapshot = (hosts[unlucky].disk.rows, hosts[unlucky].disk.sequence)
        }
        if chance(0.1) { rollBack(unlucky) }
        if chance(0.005), mayLose(host) {
            count("disks lost")
            crash(host)
            hosts[host].isGone = true
            addHost()
            start(hosts.count - 1)
        }
        if chance(0.05) { replaceVoters() }
        if chance(0.3) { attack() }
    }

    private mutating func replaceVoters() {
        let proposers = hosts.indices.filter { isProposer($0) }
        var candidates = hosts.indices.filter { hosts[$0].core != nil && hosts[$0].core?.isResigned == false }
        guard !proposers.isEmpty else { return }
        let size = [1, 3, 3, 3, 5][random.below(5)]
        guard candidates.count >= size else { return }
        candidates.shuffle(using: &random)
        let voters = candidates.prefix(size).map { hosts[$0].key.publicKey }
        act(on: proposers[random.below(proposers.count)]) { core, now, outbox in
            _ = core.replace(with: voters, at: now, into: &outbox)
        }
    }

    /// Whether the voters could go on if this host never returned.
    private func mayLose(_ host: Int) -> Bool {
        guard let newest = checker.newestSet else { return false }
        let id = hosts[host].key.id
        return checker.sets.values.filter { $0.epoch.next >= newest.epoch }.allSatisfy { set in
            let lost = set.voters.count { voter in
                guard let core = hostOf[voter.id].flatMap({ hosts[$0].core }), voter.id != id else {
                    return true
                }
                // One that did not get so far is as good as lost for this epoch.
                let role = core.set == set ? core.voter : core.previous == set ? core.retired : nil
                return role.map { !$0.isActive || $0.isResigned }
                    ?? ((core.set?.epoch ?? Epoch(0)) < set.epoch)
            }
            return lost <= set.voters.count - set.majority
        }
    }

    /// Puts the disk of a host back to an earlier time, if its peers can tell: what nobody remembers, nobody
    /// can miss (docs/voting.md, Assumptions).
    private mutating func rollBack(_ host: Int) {
        guard let snapshot = hosts[host].snapshot, !hosts[host].isGone, mayLose(host) else { return }
        let epochs = hosts[host].lastVotes.filter { $0.value > snapshot.sequence }.keys
        guard epochs.allSatisfy({ isRemembered(host, in: $0, beyond: snapshot.sequence) }) else { return }
        count(epochs.isEmpty ? "idle disks rolled back" : "disks rolled back")
        crash(host)
        hosts[host].disk.rows = snapshot.rows
        hosts[host].snapshot = nil
    }

    private func isRemembered(_ host: Int, in epoch: Epoch, beyond sequence: UInt64) -> Bool {
        guard let set = checker.sets[epoch], let index = set.index(of: hosts[host].key.id),
            set.voters.count > 1
        else { return false }
        return set.voters.allSatisfy { voter in
            guard let peer = hostOf[voter.id], peer != host, !hosts[peer].isGone else { return true }
            guard let disk = try? VotingRestored(hosts[peer].disk.allRows), let known = disk.set,
                known.epoch >= epoch
            else { return false }
            if known.epoch > epoch.next { return true }
            guard let standing = disk.voter(of: set, own: voter.id) else { return known.epoch > epoch }
            return standing.witnessed[index] > sequence
        }
    }

    /// Ends all misfortune, lets everything settle, and asks every voter for everything.
    mutating func heal() {
        isCalm = true
        sides = hosts.map { _ in 0 }
        loss = 0
        duplication = 0
        delayMax = 5_000_000
        run(until: now + .seconds(8))
        for host in hosts.indices { crash(host) }
        run(until: now + .seconds(8))
    }

    /// Whether enough voters of the newest set vote for a majority.
    var hasMajority: Bool {
        guard let set = checker.newestSet else { return false }
        let voting = set.voters.count { voter in
            guard let core = hostOf[voter.id].flatMap({ hosts[$0].core }) else { return false }
            return core.set == set && core.isVoting
        }
        return voting >= set.majority
    }

    /// INV-15: after everything was stopped and started, every voter reads what was decided.
    mutating func audit() {
        for host in hosts.indices where isProposer(host) && hosts[host].core?.set == checker.newestSet {
            for key in checker.decidedSlots { propose(key, .read, at: host) }
            for list in VotingClient.lists { propose(list, client.append(), at: host) }
        }
        let decided = counts["decided", default: 0]
        run(until: now + .seconds(4))
        if hasMajority, counts["decided", default: 0] == decided, !checker.decidedSlots.isEmpty {
            checker.violation = "a majority votes, and nothing is decided"
        }
    }
}

extension VotingWorld {
    /// Who stands where, for people.
    var standing: String {
        let set = checker.newestSet
        let voters = (set?.voters ?? []).map { voter -> String in
            guard let host = hostOf[voter.id] else { return "?" }
            return "\(host)"
        }
        let lines = hosts.indices.map { host -> String in
            guard let core = hosts[host].core else {
                return "\(host) \(hosts[host].isGone ? "gone" : "down")"
            }
            return "\(host) epoch \(core.set?.epoch.number ?? 0)"
                + " voter active \(core.voter?.isActive ?? false) attested \(core.voter?.isAttested ?? false)"
                + " resigned \(core.isResigned) sealed \(core.voter?.acceptor.isSealed ?? false)"
                + " joining \(core.joining.map { "\($0.done.count)/\($0.previous.majority)" } ?? "-")"
                + " retired \(core.retired.map { "\($0.mayServe) of \($0.set.voters.map { hostOf[$0.id] ?? -1 })" } ?? "-")"
        }
        return "epoch \(set?.epoch.number ?? 0) of \(voters)\n  " + lines.joined(separator: "\n  ")
    }
}
