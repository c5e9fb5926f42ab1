import GossipCore

// What comes after all misfortune: everything settles, is stopped and started, and asked again.
extension VotingWorld {
    /// INV-15: what was answered as decided is found after the crash and restart of all.
    mutating func audit() {
        weather = .calm
        mend()
        (loss, duplication, delayMax) = (0, 0, 1_000_000)
        schedule(.step, after: 0)
        run(1_200)
        for host in hosts.indices { crash(host) }
        run(until: now + .milliseconds(4_000)) { $0.isSettled }
        guard checker.violation == nil else { return }
        guard hasMajority else { return explainStandstill() }
        let voters = hosts.indices.filter { isVoter($0) }
        let reader = voters[random.below(voters.count)]
        for host in voters { read(at: host, all: host == reader) }
    }

    /// That nothing is decided is right only where too much was lost.
    private mutating func explainStandstill() {
        let epoch = checker.newestSet?.epoch.number ?? 0
        trace.note("no majority votes in epoch \(epoch): \(expectation)", at: time)
        switch expectation {
        case .decides:
            checker.report(
                "a majority of epoch \(epoch) has its votes, and does not vote", "progress", at: now)
        case .votersLost: facts.votersLost += 1
        case .registersLost: facts.registersLost += 1
        }
    }

    /// Every voter, one after the other, appends to each list; one of them reads each roll to its end.
    private mutating func read(at host: Int, all: Bool) {
        let deadline = now + .milliseconds(6_000)
        for list in VotingClient.lists.indices {
            let key = VotingClient.lists[list]
            let before = facts.decided
            while facts.decided == before, now < deadline, checker.violation == nil {
                append(to: list, at: host)
                run(until: deadline) { $0.hosts[host].core?.isProposing(key) != true }
            }
        }
        for roll in VotingClient.rolls.indices where all {
            let given = checker.rolls[roll].highest
            while now < deadline, checker.violation == nil {
                let key = hosts[host].client.known[roll].nextRegister
                propose(key, .read, at: host)
                run(until: deadline) { $0.hosts[host].core?.isProposing(key) != true }
                if hosts[host].client.known[roll].nextRegister == key, hosts[host].client.isAtEnd(roll) {
                    break
                }
            }
            checker.report(
                checker.rolls[roll].ended(at: hosts[host].client.known[roll].items.count, given: given),
                at: now)
        }
        facts.audited += 1
        if now >= deadline { checker.report("a majority votes, and nothing is decided", "progress", at: now) }
    }

    /// Whether all voters of the newest set that could vote do.
    private var isSettled: Bool {
        guard let set = checker.newestSet else { return false }
        return set.voters.allSatisfy { voter in
            guard let host = hostOf[voter.id] else { return true }
            return hosts[host].isGone || isVoter(host) || hosts[host].core?.isResigned == true
        }
    }

    private func isVoter(_ host: Int) -> Bool {
        guard let core = hosts[host].core else { return false }
        return core.isVoting && core.set == checker.newestSet
    }

    /// Whether enough voters of the newest set vote.
    var hasMajority: Bool {
        guard let set = checker.newestSet else { return false }
        return set.voters.count { hostOf[$0.id].map(isVoter) ?? false } >= set.majority
    }
}
