import GossipCore

/// What one voter knows of one home, and since when: the evidence on which shards are freed without their
/// home's consent (docs/shards.md, Evidence). All instants are this voter's, and each is at or after the last ask
/// that it speaks for. A voter that starts knows nothing, so it waits longer, never shorter.
struct HomeWatch: Sendable {
    /// The newest lease that was decided, as far as this voter knows, and when it first knew it.
    private(set) var lease: HomeLease?
    private(set) var leaseSeenAt = Instant.zero
    /// The highest ask of one generation, and when the last one of it arrived, whether it was decided or not.
    private var heard: HomeLease?
    private var heardAt = Instant.zero
    /// Since when a generation, and all before it, had asked for the last time.
    private var over: [(generation: UInt64, since: Instant)] = []

    /// An ask arrived.
    /// - Returns: whether it is of another generation than those before, so that sessions move into it.
    @discardableResult
    mutating func hear(_ ask: HomeLease, at now: Instant) -> Bool {
        if let lease, lease.isOver(ask.generation) { return false }
        if let lease, lease.generation == ask.generation, lease.boot == ask.boot, ask.renewal <= lease.renewal
        {
            return false
        }
        defer { heardAt = now }
        if let former = heard, former.generation == ask.generation, former.boot == ask.boot {
            heard?.renewal = max(former.renewal, ask.renewal)
            return false
        }
        defer { heard = ask }
        return heard != nil
    }

    /// This lease was decided, now or before.
    /// - Parameter blank: what a voter takes for the time of what it sees first; a mutant says zero.
    mutating func learn(_ next: HomeLease, at now: Instant, blank: Instant) {
        if let lease {
            guard
                (next.generation, next.renewal) > (lease.generation, lease.renewal)
                    || next.generation == lease.generation && next.isClosed && !lease.isClosed
            else { return }
        }
        var since = lease == nil ? blank : now
        if let lease, lease.generation == next.generation, lease.renewal == next.renewal {
            since = leaseSeenAt
        }
        // The ask that it stands at was heard then, or one that was made after it.
        if let heard, heard.generation == next.generation, heard.boot == next.boot,
            heard.renewal >= next.renewal, heardAt < since
        {
            since = heardAt
        }
        if next.generation > 1 { close(next.generation - 1, since: lease == nil ? blank : now) }
        if next.isClosed { close(next.generation, since: since) }
        if lease?.generation != next.generation || lease?.renewal != next.renewal { leaseSeenAt = since }
        lease = next
    }

    /// Since when this generation asks no more; nil while it may.
    func overSince(_ generation: UInt64) -> Instant? { over.first { $0.generation >= generation }?.since }

    /// The last that was heard of its open generation.
    var newsAt: Instant { max(leaseSeenAt, heardAt) }

    private mutating func close(_ generation: UInt64, since: Instant) {
        guard overSince(generation) == nil else { return }
        over.append((generation, since))
        if over.count > 8 { over.removeFirst() }
    }
}
