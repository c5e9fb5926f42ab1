import ArgumentParser
import Logging

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run a fleet of three nodes and nine sample bots on this host, until Ctrl-C.",
        discussion: """
            The nodes gossip on loopback ports and keep their state in a temporary directory; the bots \
            register, ask for shards and beat over HTTP like any bot. One of them takes a nap now and then.
            """)

    @Option(
        help: .init(
            "HTTP address of the first node; another free port is taken where this one is in use.",
            valueName: "host:port"))
    var http = "127.0.0.1:9190"

    @Option(help: .init("Of the three nodes: debug, info, notice, warning or error.", valueName: "level"))
    var logLevel = "error"

    func run() async throws {
        guard let endpoint = Endpoint(http), endpoint.host == "127.0.0.1" || endpoint.host == "localhost"
        else {
            throw Failure.usage("--http must be 127.0.0.1:PORT, not '\(http)'.")
        }
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw Failure.usage("--log-level must be a level such as info, not '\(logLevel)'.")
        }
        try await Demo.run(firstPort: endpoint.port, log: LogSettings(format: .text, level: level))
    }
}
