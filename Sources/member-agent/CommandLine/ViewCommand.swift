import ArgumentParser

struct ViewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view", abstract: "Show fleets and clusters as a running node sees them.")

    @OptionGroup var client: ClientOptions
    @OptionGroup var table: TableOptions

    func run() async throws {
        let client = try client.client()
        try await table.show { () async throws(Failure) in
            let response = try await client.get("/v1/fleets")
            return table.json ? response.text : try Self.render(response)
        }
    }

    static func render(_ response: HTTPResponse) throws(Failure) -> String {
        let answer = try NodeClient.decode(FleetsAnswer.self, from: response)
        if answer.fleets.isEmpty { return "No cluster has registered yet.\n" }
        var table = TextTable(header: [
            "CLUSTER", "STATUS", "IDENTITY", "LATENCY", "SHARDS", "GUILDS", "ERRORS", "LAST SEEN",
        ])
        for fleet in answer.fleets {
            for cluster in fleet.clusters { table.add(Self.row(cluster, fleet: fleet.name)) }
        }
        let up = answer.fleets.reduce(0) { $0 + $1.clustersUp }
        let total = answer.fleets.reduce(0) { $0 + $1.clustersTotal }
        return table.text + "\n\(up) of \(total) clusters up in \(answer.fleets.count) fleets\n"
    }

    private static func row(_ cluster: ClusterAnswer, fleet: String) -> [String] {
        let status = cluster.downReason.map { "\(cluster.status) (\($0))" } ?? cluster.status
        return [
            "\(fleet) " + (cluster.number.map { "#\($0)" } ?? "(no number yet)"), status, cluster.identity,
            Figures.duration(cluster.metrics.latencySeconds), Figures.count(cluster.metrics.shardsUp),
            Figures.count(cluster.metrics.guilds), Figures.percent(cluster.metrics.errorRate),
            cluster.lastSeen ?? "-",
        ]
    }
}
