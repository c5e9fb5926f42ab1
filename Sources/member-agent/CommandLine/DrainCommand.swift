import ArgumentParser

struct DrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Let the local node hand its shards back, and take no new ones.",
        discussion: """
            Its bots are told to stop at their next beat, by a 404. Each shard is another bot's once the time is over \
            that its former one was promised. The node stays a member, and gives out shards again once it is started \
            anew.
            """)

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let client = try client.client()
        _ = try await client.post("/v1/drain")
        print("The node at \(client.endpoint) hands its shards back, and takes no new ones.")
    }
}
