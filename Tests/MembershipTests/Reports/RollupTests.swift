import GossipCore
import Membership
import Testing

@Suite("Several clusters as one")
struct RollupTests {
    private func report(
        _ value: Double, errors: Double = 0, commands: Double = 0
    ) -> ClusterReport {
        var digest = SnapshotDigest()
        digest.commandErrorsTotal = errors
        digest.commandsTotal = commands
        var metrics = Metrics()
        metrics.latencySeconds = value
        metrics.shardsUp = value
        metrics.guilds = value
        metrics.cachedUsers = value
        metrics.interactionsRate = value
        metrics.durationP95Seconds = value
        metrics.ratelimitsRate = value
        metrics.uptimeSeconds = value
        return ClusterReport(digest: digest, metrics: metrics, lastSeen: WallTime(milliseconds: 0))
    }

    private func rollup(_ reports: ClusterReport...) -> Metrics {
        var rollup = Rollup()
        for report in reports { rollup.add(report) }
        return rollup.metrics
    }

    @Test("Nothing rolled up is zero")
    func empty() {
        #expect(rollup() == Metrics())
    }

    @Test("Counts and rates are summed, times are the largest")
    func sumsAndMaxima() {
        let metrics = rollup(report(2), report(3), report(1))
        let sums = ["shards_up", "guilds", "cached_users", "interactions_rate", "ratelimits_rate"]
        for key in sums { #expect(metrics.byKey[key] == 6, "\(key)") }
        let maxima = ["latency_seconds", "duration_p95_seconds", "uptime_seconds"]
        for key in maxima { #expect(metrics.byKey[key] == 3, "\(key)") }
        #expect(metrics.errorRate == 0)
    }

    @Test("The error rate weighs clusters by their commands")
    func errorRate() {
        let metrics = rollup(report(1, errors: 1, commands: 2), report(1, errors: 1, commands: 98))
        #expect(metrics.errorRate == 0.02)
    }

    @Test("Two clusters with 1e308 of everything stay finite")
    func overflow() {
        let metrics = rollup(
            report(1e308, errors: 1e308, commands: 1e308), report(1e308, errors: 1e308, commands: 1))
        #expect(metrics.byKey.values.allSatisfy { $0.isFinite })
        #expect(metrics.guilds == .greatestFiniteMagnitude)
    }

    @Test("The largest of values below zero is one of them")
    func negative() {
        #expect(rollup(report(-3), report(-2)).latencySeconds == -2)
    }
}
