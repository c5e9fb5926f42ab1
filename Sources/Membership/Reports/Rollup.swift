/// The metrics of several clusters as one (CONTRACT.md's column "rolled up by"). Clusters that are down
/// are not added. Sums stay finite: two clusters with 1e308 guilds are as many as a double can say.
///
/// Add clusters in one order everywhere, because sums of doubles depend on it.
public struct Rollup: Hashable, Sendable {
    private var sum = Metrics()
    private var errorsTotal: Double = 0
    private var commandsTotal: Double = 0
    /// Maxima are of the clusters' values, also where all are below zero.
    private var isEmpty = true

    public init() {}

    public mutating func add(_ report: ClusterReport) {
        add(
            report.metrics, commandErrorsTotal: report.commandErrorsTotal, commandsTotal: report.commandsTotal
        )
    }

    /// Adds all that was added to another one.
    public mutating func add(_ other: Rollup) {
        if other.isEmpty { return }
        add(other.sum, commandErrorsTotal: other.errorsTotal, commandsTotal: other.commandsTotal)
    }

    mutating func add(_ metrics: Metrics, commandErrorsTotal: Double, commandsTotal: Double) {
        sum.shardsUp = (sum.shardsUp + metrics.shardsUp).clamped
        sum.guilds = (sum.guilds + metrics.guilds).clamped
        sum.cachedUsers = (sum.cachedUsers + metrics.cachedUsers).clamped
        sum.interactionsRate = (sum.interactionsRate + metrics.interactionsRate).clamped
        sum.ratelimitsRate = (sum.ratelimitsRate + metrics.ratelimitsRate).clamped
        sum.latencySeconds = larger(sum.latencySeconds, metrics.latencySeconds)
        sum.durationP95Seconds = larger(sum.durationP95Seconds, metrics.durationP95Seconds)
        sum.uptimeSeconds = larger(sum.uptimeSeconds, metrics.uptimeSeconds)
        errorsTotal = (errorsTotal + commandErrorsTotal).clamped
        self.commandsTotal = (self.commandsTotal + commandsTotal).clamped
        isEmpty = false
    }

    /// Of what was added; all zero without any.
    public var metrics: Metrics {
        var metrics = sum
        metrics.errorRate = .errorRate(errors: errorsTotal, commands: commandsTotal)
        return metrics
    }

    private func larger(_ former: Double, _ value: Double) -> Double {
        isEmpty ? value : max(former, value)
    }
}
