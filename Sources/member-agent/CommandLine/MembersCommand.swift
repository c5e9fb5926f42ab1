import ArgumentParser

struct MembersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "List the nodes of the fleet as a running node sees them.")

    @OptionGroup var client: ClientOptions
    @OptionGroup var table: TableOptions

    func run() async throws {
        let client = try client.client()
        try await table.show { () async throws(Failure) in
            let response = try await client.get("/v1/members")
            return table.json ? response.text : try Self.render(response)
        }
    }

    static func render(_ response: HTTPResponse) throws(Failure) -> String {
        let members = try NodeClient.decode([MemberAnswer].self, from: response)
        var table = TextTable(header: ["NAME", "STATE", "REGION", "ADDRESS", "RTT", "INCARNATION", "SINCE"])
        for member in members.sorted(by: { $0.name < $1.name }) {
            table.add([
                member.name, member.state, member.region, member.address,
                member.rttSeconds.map { Figures.duration($0) } ?? "-", String(member.incarnation),
                member.since ?? "-",
            ])
        }
        return table.text
    }
}
