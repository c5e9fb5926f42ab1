public import GossipCore

/// Makes a cluster's metrics from its digests, at its home. Rates need two of them from one boot of
/// the bot: before there are two, a rate is 0.
///
/// A counter or an uptime that fell means that the bot restarted: the rates of that interval are 0,
/// because the new boot has told of one moment only, and the next interval counts from there.
public struct RateMeter: Hashable, Sendable {
    /// Beats closer than this (a client's retry) do not make a new rate: a few events in some
    /// milliseconds would read as thousands a second.
    public static let intervalMin = Instant.Span.seconds(1)

    /// The digest that the next rates count from.
    private var base: Reading?
    private var interactionsRate: Double = 0
    private var ratelimitsRate: Double = 0

    private struct Reading: Hashable {
        var at: Instant
        var interactions: Double
        var ratelimits: Double
        var uptime: Double
    }

    public init() {}

    /// - Parameters:
    ///   - digest: the newest of the cluster.
    ///   - now: when it came.
    public mutating func metrics(of digest: SnapshotDigest, at now: Instant) -> Metrics {
        measure(digest, at: now)
        var metrics = Metrics()
        metrics.latencySeconds = digest.latencySeconds
        metrics.shardsUp = digest.shardsUp
        metrics.guilds = digest.guilds
        metrics.cachedUsers = digest.cachedUsers
        metrics.interactionsRate = interactionsRate
        metrics.errorRate = .errorRate(errors: digest.commandErrorsTotal, commands: digest.commandsTotal)
        metrics.durationP95Seconds = digest.durationP95Seconds
        metrics.ratelimitsRate = ratelimitsRate
        metrics.uptimeSeconds = digest.uptimeSeconds
        return metrics
    }

    private mutating func measure(_ digest: SnapshotDigest, at now: Instant) {
        let reading = Reading(
            at: now, interactions: digest.interactionsTotal, ratelimits: digest.ratelimitsTotal,
            uptime: digest.uptimeSeconds)
        guard let base else {
            self.base = reading
            return
        }
        let restarted =
            reading.interactions < base.interactions || reading.ratelimits < base.ratelimits
            || reading.uptime < base.uptime
        if restarted {
            self.base = reading
            interactionsRate = 0
            ratelimitsRate = 0
            return
        }
        guard now >= base.at, now - base.at >= Self.intervalMin else { return }
        let seconds = (now - base.at).seconds
        interactionsRate = ((reading.interactions - base.interactions) / seconds).clamped
        ratelimitsRate = ((reading.ratelimits - base.ratelimits) / seconds).clamped
        self.base = reading
    }
}
