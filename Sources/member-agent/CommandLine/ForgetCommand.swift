import ArgumentParser

struct ForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Drop a dead member for good.",
        discussion: """
            Only a member that is dead or has left can be dropped. It comes back if its node starts again. \
            Numbers of its clusters stay reserved.
            """)

    @Argument(help: "The member's name, as `members` shows it.")
    var name: String

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let client = try client.client()
        let path = "/v1/members/\(PercentEncoding.segment(name))/forget"
        let response = try await client.post(path, allowing: [400, 404, 409])
        switch response.status {
        case 200..<300: print("\(name) is forgotten.")
        case 409:
            throw Failure.failed(
                "\(name) is still alive; only a dead member or one that left can be forgotten.")
        default: throw Failure.failed("The fleet has no member with the name \(name).")
        }
    }
}
