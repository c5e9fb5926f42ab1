import ArgumentParser

/// The flags of `run` about clusters, and about its log.
struct ClusterOptions: ParsableArguments {
    @Option(
        help: .init(
            "Seconds between two beats. [ROLLCALL_HEARTBEAT_INTERVAL, ARGUS_FLEET_HEARTBEAT_INTERVAL; default: 15]",
            valueName: "seconds"))
    var heartbeatInterval: String?

    @Option(
        help: .init(
            """
            A cluster is down after this many intervals without a beat. \
            [ROLLCALL_TTL_FACTOR, ARGUS_FLEET_TTL_FACTOR; default: 3]
            """, valueName: "n"))
    var ttlFactor: String?

    @Option(
        help: .init(
            "Registrations beyond get 403; 0 is no limit. [ROLLCALL_MAX_CLUSTERS, ARGUS_FLEET_MAX_CLUSTERS; default: 5000]",
            valueName: "n"))
    var maxClusters: String?

    @Flag(
        help: """
            Bind an identity to the holder of its lease. [ROLLCALL_REQUIRE_LEASE, ARGUS_FLEET_REQUIRE_LEASE]
            """)
    var requireLease = false

    @Option(help: "Prefix of metrics in snapshots. [ROLLCALL_NAMESPACE, ARGUS_NAMESPACE; default: discord]")
    var namespace: String?

    @Option(
        help: .init(
            "Logs on standard error as text or json. [ROLLCALL_LOG_FORMAT; default: text]",
            valueName: "format"))
    var logFormat: String?

    @Option(
        help: .init(
            "trace, debug, info, notice, warning, error or critical. [ROLLCALL_LOG_LEVEL; default: info]",
            valueName: "level"))
    var logLevel: String?

    var values: [Setting: String] {
        var values: [Setting: String] = [:]
        values[.heartbeatInterval] = heartbeatInterval
        values[.ttlFactor] = ttlFactor
        values[.maxClusters] = maxClusters
        if requireLease { values[.requireLease] = "true" }
        values[.namespace] = namespace
        values[.logFormat] = logFormat
        values[.logLevel] = logLevel
        return values
    }
}
