import GossipCore

// What happens to the hosts and to the network.
extension VotingWorld {
    /// One step of work and of misfortune.
    mutating func step() {
        guard weather != .directed else { return }
        for host in hosts.indices where !hosts[host].isRunning {
            if weather == .calm || happens(plan.chances.start) { start(host) }
        }
        if weather == .storm {
            strike()
            work()
            stepsLeft -= 1
        }
        schedule(.step, after: 200_000 + random.below(12_000_000))
    }

    private mutating func strike() {
        let chances = plan.chances
        let host = random.below(hosts.count)
        if happens(chances.crash) { crash(host) }
        if happens(chances.pause) { pause(host) }
        if happens(chances.partition) { part() }
        if happens(chances.heal) { mend() }
        if happens(chances.conditions) { loss = random.below(400) }
        if happens(chances.conditions) { duplication = random.below(500) }
        if happens(chances.conditions) { delayMax = [400_000, 4_000_000, 40_000_000][random.below(3)] }
        if happens(chances.selectiveLoss) { loseSelectively() }
        if happens(chances.snapshot), !hosts[unlucky].isGone {
            hosts[unlucky].snapshot = hosts[unlucky].disk.snapshot
        }
        if happens(chances.rollBack) { rollBack(unlucky) }
        if happens(chances.loseDisk) { loseDisk(host) }
        if happens(chances.replaceVoters) { replaceVoters() }
        if happens(chances.attack) { attack() }
    }

    private mutating func part() {
        let count = 2 + random.below(2)
        sides = hosts.map { _ in random.below(count) }
        facts.partitions += 1
        trace.note("parted: \(sides)", at: time)
        if happens(300) { replaceVoters() }
    }

    private mutating func pause(_ host: Int) {
        hosts[host].pausedUntil = now + .milliseconds(10 + random.below(250))
        facts.pauses += 1
        trace.note("\(host) pauses", at: time)
    }

    mutating func mend() {
        sides = hosts.map { _ in 0 }
        selective = []
        trace.note("mended", at: time)
    }

    private mutating func loseSelectively() {
        let shape = random.below(6)
        var loss = SelectiveLoss(until: now + .milliseconds(20 + random.below(300)))
        if shape != 0 {
            loss.kind = SelectiveLoss.Kind.allCases[random.below(SelectiveLoss.Kind.allCases.count)]
        }
        if shape < 4 { loss.to = random.below(hosts.count) }
        if shape == 0 || shape == 4 { loss.from = random.below(hosts.count) }
        selective.append(loss)
        trace.note("lost from now on: \(loss)", at: time)
    }

    private mutating func replaceVoters() {
        let proposers = hosts.indices.filter { hosts[$0].isProposer }
        var candidates = hosts.indices.filter { hosts[$0].core.map { !$0.isResigned } ?? false }
        guard !proposers.isEmpty else { return }
        let size = plan.sizes[random.below(plan.sizes.count)]
        guard candidates.count >= size else { return }
        candidates.shuffle(using: &random)
        replaceVoters(with: Array(candidates.prefix(size)), by: proposers[random.below(proposers.count)])
    }

    mutating func replaceVoters(with next: [Int], by host: Int) {
        let voters = next.map { hosts[$0].key.publicKey }
        trace.note("\(host) proposes \(next) for voters", at: time)
        act(on: host) { core, now, outbox in
            _ = core.replace(with: voters, at: now, into: &outbox)
        }
    }
}
