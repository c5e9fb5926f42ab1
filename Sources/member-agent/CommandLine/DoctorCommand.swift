import ArgumentParser

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check a running node and what it knows; exits 1 on a finding.",
        discussion: "Each finding says what to do. Run it on two hosts to learn which of them is cut off.")

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let client = try client.client()
        let checkup = try await Checkup.of(client)
        let terminal = Terminal.ofOutput(environment: RunSettings.Host.environment)
        StandardOutput.write(checkup.screen(columns: terminal.columns).text(on: terminal))
        if !checkup.isHealthy { throw ExitCode.failure }
    }
}
