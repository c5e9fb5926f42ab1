import ArgumentParser

struct LeaveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leave",
        abstract: "Ask the local node to leave the fleet and stop.",
        discussion: "Its clusters keep their numbers. `run` brings the node back.")

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let client = try client.client()
        _ = try await client.post("/v1/leave")
        print("The node at \(client.endpoint) is leaving.")
    }
}
