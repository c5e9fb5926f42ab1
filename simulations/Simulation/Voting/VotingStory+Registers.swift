import GossipCore

// Accidents within an epoch, of which hosts 0, 1 and 2 are the voters.
extension VotingWorld {
    mutating func playDeathBeforeCommit() -> Bool {
        run(20)
        // 2 hears of nothing; 1 dies whenever it was to write what it accepts, before it is written.
        part([0, 1])
        append(to: 0, at: 0)
        let deadline = now + .milliseconds(300)
        let before = facts.decided
        while facts.decided == before, now < deadline {
            // The first write is the promise: it stays.
            let accept = hosts[1].disk.sequence + 2
            run(until: deadline) {
                $0.hosts[1].disk.sequenceWhenCommitted >= accept || $0.facts.decided > before
            }
            crash(1, committing: max(0, hosts[1].disk.pendingCount - 1))
            start(1)
            run(until: now + .milliseconds(20)) { $0.facts.decided > before }
        }
        part([1, 2])
        run(100)
        return decide(at: 1)
    }

    mutating func playAllAlone() -> Bool {
        part([0], [1], [2])
        for host in 0..<3 { append(to: 0, at: host) }
        run(400)
        mend()
        run(200)
        return decide(at: 0)
    }

    mutating func playOldDisk() -> Bool {
        hosts[1].snapshot = hosts[1].disk.snapshot
        // 2 promises, and so remembers what 1 voted, but accepts nothing.
        lose(.accept, to: 2)
        guard decide(at: 0), decide(at: 0) else { return false }
        run(50)
        guard rollBack(1) else { return false }
        // 0, which has all of it, is away.
        part([1, 2])
        start(1)
        run(200)
        _ = decide(at: 2, within: 200)
        mend()
        run(100)
        return decide(at: 0)
    }

    mutating func playSecondProposer() -> Bool {
        part([0, 1])
        guard decide(at: 0) else { return false }
        part([1, 2])
        _ = decide(at: 2)
        mend()
        return decide(at: 0)
    }

    mutating func playFalseWitness() -> Bool {
        part([0], [1], [2])
        for host in 0..<3 {
            append(to: 0, at: host)
            for _ in 0..<60 {
                for witness in 0..<3 where witness != host { testify(for: witness, to: host) }
                run(5)
            }
        }
        mend()
        run(700)
        return decide(at: 0)
    }
}
