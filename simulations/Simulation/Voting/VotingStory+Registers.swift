import GossipCore

// Accidents within an epoch, of which hosts 0, 1 and 2 are the voters.
extension VotingWorld {
    mutating func playDeathBeforeCommit() -> Bool {
        // 2 hears of nothing; 1 dies whenever it has something to write, before it is written.
        part([0, 1])
        append(to: 0, at: 0)
        let deadline = now + .milliseconds(300)
        var isDecided = false
        let before = facts.decided
        while !isDecided, now < deadline {
            run(until: deadline) { $0.hosts[1].disk.pendingCount > 0 || $0.facts.decided > before }
            isDecided = facts.decided > before
            // The first write is the promise: it may stay.
            run(until: deadline) { $0.hosts[1].disk.pendingCount == 0 || $0.facts.decided > before }
            run(until: deadline) { $0.hosts[1].disk.pendingCount > 0 || $0.facts.decided > before }
            run(until: now + Instant.Span(nanoseconds: 15_000)) { $0.facts.decided > before }
            crash(1, committing: 0)
            start(1)
            run(until: now + .milliseconds(20)) { $0.facts.decided > before }
            isDecided = facts.decided > before
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
        part([0, 1])
        guard decide(at: 0) else { return false }
        run(20)
        // 0 remembers what 1 voted, on its disk; then it is away, and 2 knows of nothing.
        rollBack(1)
        mend()
        start(1)
        run(200)
        part([1, 2])
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
                attack()
                run(5)
            }
        }
        mend()
        run(200)
        return decide(at: 0)
    }
}
