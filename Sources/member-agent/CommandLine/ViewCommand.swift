import ArgumentParser

struct ViewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view", abstract: "Show fleets and clusters as a running node sees them.",
        discussion: """
            What a cluster said before it went down stands in parentheses. With --watch those that are not up come \
            first, since the window may not hold all.
            """)

    @OptionGroup var client: ClientOptions
    @OptionGroup var options: ShowOptions

    @Option(help: .init("Only this fleet.", valueName: "name"))
    var fleet: String?

    @Flag(help: "Only clusters that are not up.")
    var down = false

    func run() async throws {
        let client = try client.client()
        let selection = ClusterScreen.Selection(fleet: fleet, onlyTroubled: down)
        try await options.show { () async throws(Failure) in
            try await client.get("/v1/fleets")
        } screen: { isWatched async throws(Failure) in
            let fleets = try await client.get("/v1/fleets")
            let members = try await client.get("/v1/members")
            return ClusterScreen(
                try NodeClient.decode(FleetsAnswer.self, from: fleets),
                try NodeClient.decode([MemberAnswer].self, from: members), selection
            ).screen(worstFirst: isWatched)
        }
    }
}
