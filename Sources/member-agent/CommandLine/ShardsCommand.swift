import ArgumentParser

struct ShardsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shards", abstract: "Show the pools of shards as a running node sees them.",
        discussion: """
            LEFT is how long the bot of a held shard may run without another beat, and when any other shard is free. \
            With --watch lost ones come first, since the window may not hold all.
            """)

    @OptionGroup var client: ClientOptions
    @OptionGroup var options: ShowOptions

    @Option(help: .init("Only this application's.", valueName: "name"))
    var application: String?

    @Flag(help: "Only shards that nobody has, a line each.")
    var free = false

    @Flag(help: "Only shards whose node is gone.")
    var lost = false

    func run() async throws {
        let client = try client.client()
        var selection = ShardsScreen.Selection(application: application)
        if free || lost { selection.states = Set((free ? [.free] : []) + (lost ? [.lost] : [])) }
        try await options.show { () async throws(Failure) in
            try await client.get("/v1/shards")
        } screen: { [selection] isWatched async throws(Failure) in
            let shards = try await client.get("/v1/shards")
            return ShardsScreen(try NodeClient.decode(ShardsAnswer.self, from: shards), selection)
                .screen(worstFirst: isWatched)
        }
    }
}
