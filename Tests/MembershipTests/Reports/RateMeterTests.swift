import GossipCore
import Membership
import Testing

@Suite("Rates between two reports of one boot")
struct RateMeterTests {
    private func digest(interactions: Double = 0, ratelimits: Double = 0, uptime: Double = 0)
        -> SnapshotDigest
    {
        var digest = SnapshotDigest()
        digest.interactionsTotal = interactions
        digest.ratelimitsTotal = ratelimits
        digest.uptimeSeconds = uptime
        return digest
    }

    private func at(_ seconds: Double) -> Instant { .zero + .seconds(seconds) }

    @Test("One report has no rate")
    func oneReport() {
        var meter = RateMeter()
        let metrics = meter.metrics(of: digest(interactions: 1_000, ratelimits: 10, uptime: 99), at: at(1))
        #expect(metrics.interactionsRate == 0)
        #expect(metrics.ratelimitsRate == 0)
        #expect(metrics.uptimeSeconds == 99)
    }

    @Test("Two reports give what happened between them, a second")
    func twoReports() {
        var meter = RateMeter()
        _ = meter.metrics(of: digest(interactions: 1_000, ratelimits: 10, uptime: 100), at: at(1))
        let metrics = meter.metrics(of: digest(interactions: 1_045, ratelimits: 16, uptime: 115), at: at(16))
        #expect(metrics.interactionsRate == 3)
        #expect(metrics.ratelimitsRate == 0.4)
    }

    @Test(
        "A counter or an uptime that fell means a restart: no rate until the new boot's second report",
        arguments: [(3.0, 10.0, 115.0), (1_045, 2, 115), (1_045, 16, 5)])
    func restart(interactions: Double, ratelimits: Double, uptime: Double) {
        var meter = RateMeter()
        _ = meter.metrics(of: digest(interactions: 1_000, ratelimits: 10, uptime: 85), at: at(1))
        _ = meter.metrics(of: digest(interactions: 1_015, ratelimits: 10, uptime: 100), at: at(16))
        let fell = meter.metrics(
            of: digest(interactions: interactions, ratelimits: ratelimits, uptime: uptime), at: at(31))
        #expect(fell.interactionsRate == 0)
        #expect(fell.ratelimitsRate == 0)
        let next = meter.metrics(
            of: digest(interactions: interactions + 30, ratelimits: ratelimits + 15, uptime: uptime + 15),
            at: at(46))
        #expect(next.interactionsRate == 2)
        #expect(next.ratelimitsRate == 1)
    }

    @Test("A beat sent again at once keeps the rate, and the next one counts from the last that made one")
    func retry() {
        var meter = RateMeter()
        _ = meter.metrics(of: digest(interactions: 0), at: at(1))
        _ = meter.metrics(of: digest(interactions: 30), at: at(16))
        #expect(meter.metrics(of: digest(interactions: 31), at: at(16)).interactionsRate == 2)
        #expect(meter.metrics(of: digest(interactions: 32), at: at(16.5)).interactionsRate == 2)
        #expect(meter.metrics(of: digest(interactions: 90), at: at(31)).interactionsRate == 4)
    }

    @Test("A clock that stands still or goes back gives no rate and no trap")
    func clock() {
        var meter = RateMeter()
        _ = meter.metrics(of: digest(interactions: 5), at: at(50))
        #expect(meter.metrics(of: digest(interactions: 9), at: at(50)).interactionsRate == 0)
        #expect(meter.metrics(of: digest(interactions: 9), at: at(10)).interactionsRate == 0)
        #expect(meter.metrics(of: digest(interactions: 25), at: at(60)).interactionsRate == 2)
    }

    @Test("The error rate is that of the totals, zero without commands, finite always")
    func errorRate() {
        for (errors, commands, rate) in [
            (1, 4, 0.25), (5, 0, 0), (0, 0, 0), (1e308, 1e-308, 1.7976931348623157e308),
        ] {
            var digest = SnapshotDigest()
            digest.commandErrorsTotal = errors
            digest.commandsTotal = commands
            var meter = RateMeter()
            #expect(meter.metrics(of: digest, at: .zero).errorRate == rate)
        }
    }

    @Test("A jump over the doubles stays finite")
    func overflow() {
        var meter = RateMeter()
        _ = meter.metrics(of: digest(interactions: -1.7e308), at: at(0))
        #expect(
            meter.metrics(of: digest(interactions: 1.7e308), at: at(1)).interactionsRate
                == .greatestFiniteMagnitude)
    }
}
