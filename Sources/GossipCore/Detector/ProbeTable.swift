/// The outstanding probes of a node, found by challenge. At most `Limits.probesMax` in all, of which
/// relays take at most half; when full a new one is refused: a confirmation is left to others, a relay is
/// not answered (the asker has more), a last chance is tried again later, a dial waits its turn.
struct ProbeTable: Hashable, Sendable {
    private(set) var probes: [Probe] = []
    private(set) var nextDeadline: Instant?
    private var relays = 0

    /// Whether there is room for one more.
    func hasRoom(forRelay isRelay: Bool) -> Bool {
        probes.count < Limits.probesMax && (!isRelay || relays < Limits.probesMax / 2)
    }

    /// - Returns: false when the table is full and nothing was done.
    mutating func insert(_ probe: Probe) -> Bool {
        guard hasRoom(forRelay: probe.isRelay) else { return false }
        if probe.isRelay { relays += 1 }
        probes.append(probe)
        nextDeadline = min(nextDeadline ?? probe.deadline, probe.deadline)
        return true
    }

    func index(challenge: UInt64) -> Int? {
        probes.firstIndex { $0.challenge == challenge }
    }

    func index(target: NodeID, purpose: Probe.Purpose) -> Int? {
        probes.firstIndex { $0.target == target && $0.purpose == purpose }
    }

    /// The first probe, in order of asking, whose deadline has come.
    func due(at now: Instant) -> Int? {
        guard let nextDeadline, nextDeadline <= now else { return nil }
        return probes.firstIndex { $0.deadline <= now }
    }

    subscript(index: Int) -> Probe { probes[index] }

    mutating func update(_ index: Int, _ body: (inout Probe) -> Void) {
        body(&probes[index])
        recompute()
    }

    @discardableResult
    mutating func remove(at index: Int) -> Probe {
        let probe = probes.remove(at: index)
        if probe.isRelay { relays -= 1 }
        recompute()
        return probe
    }

    mutating func removeAll(where isGone: (Probe) -> Bool) {
        probes.removeAll(where: isGone)
        relays = probes.reduce(0) { $0 + ($1.isRelay ? 1 : 0) }
        recompute()
    }

    private mutating func recompute() { nextDeadline = probes.lazy.map(\.deadline).min() }
}

extension Probe {
    var isRelay: Bool {
        if case .relay = purpose { true } else { false }
    }

    /// Whether it goes up the ladder of SWIM 3.1.
    var isLaddered: Bool { purpose == .period || purpose == .confirmation }
}
