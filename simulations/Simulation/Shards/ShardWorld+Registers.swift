import GossipCore
import Membership

// The registers as a proposer sees them: one history each, decided by a majority, and outcomes that may be unknown,
// of changes that happened, did not, or will happen yet.
extension ShardWorld {
    mutating func propose(_ key: RegisterKey, _ change: RegisterChange, by host: Int) {
        let life = hosts[host].life
        let span = UInt64(ShardTerms.decisionSpan.nanoseconds)
        guard voters.contains(hosts[host].id) else {
            return schedule(.outcome(host: host, life: life, key, .unknown), after: 1_000_000)
        }
        if perMille(options.unknownPerMille), !isHealed {
            facts.count("unknown outcomes")
            schedule(.outcome(host: host, life: life, key, .unknown), after: span)
            if chance(3) { return }
            let late = chance(2) ? milliseconds(0..<900) : milliseconds(0..<90_000)
            return schedule(.decision(host: host, life: life, key, change, isTold: false), after: late)
        }
        schedule(
            .decision(host: host, life: life, key, change, isTold: true),
            after: milliseconds(1..<2 + 2 * options.delayMeanMilliseconds))
    }

    mutating func decide(
        _ host: Int, _ life: Int, _ key: RegisterKey, _ change: RegisterChange, _ isTold: Bool
    ) {
        guard !isTold || hasMajority(host) else {
            return schedule(
                .outcome(host: host, life: life, key, .unknown), after: milliseconds(800..<1_000))
        }
        let next = change.applied(to: registers[key]) ?? registers[key]
        registers[key] = next
        guard isTold else { return facts.count("late decisions") }
        schedule(
            .outcome(host: host, life: life, key, .decided(next)),
            after: milliseconds(1..<2 + 2 * options.delayMeanMilliseconds))
    }

    /// Whether this host reaches more than half of all voters, both ways, itself included.
    private func hasMajority(_ host: Int) -> Bool {
        guard voters.contains(hosts[host].id) else { return false }
        let reached = hosts.filter { other in
            voters.contains(other.id) && other.shards != nil && other.pausedUntil <= time
                && (other.index == host || !isCut(host, other.index) && !isCut(other.index, host))
        }
        return reached.count * 2 > voters.count
    }

    func isCut(_ from: Int, _ to: Int) -> Bool { cuts[from * hosts.count + to] }
}
