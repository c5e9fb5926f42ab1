import ArgumentParser

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run a fleet of three nodes and nine sample bots on this host, until Ctrl-C.")

    func run() async throws {}
}
