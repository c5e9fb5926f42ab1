import ArgumentParser

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the node (default).")

    @OptionGroup var options: RunOptions

    func run() async throws {
        let settings = try options.settings(environment: RunSettings.Host.environment)
        try await Agent.run(settings)
    }
}
