import ArgumentParser
import Testing

@testable import member_agent

@Suite("The command line")
struct CommandLineTests {
    private static let help = RunCommand.helpMessage()

    /// Parses and validates a line; returns the exit code that its error would end with.
    private func exitCode(_ line: [String]) -> Int32? {
        do {
            var command = try MemberAgent.parseAsRoot(line)
            if let run = command as? RunCommand {
                _ = try run.options.settings(environment: ["HOME": "/home/bot"])
            } else {
                // The parser's own command, which shows the help.
                try command.run()
            }
            return nil
        } catch {
            return MemberAgent.report(error)
        }
    }

    @Test("run is what happens without a subcommand")
    func defaultCommand() throws {
        let command = try MemberAgent.parseAsRoot(["--name", "n"])
        #expect((command as? RunCommand)?.options.name == "n")
    }

    @Test(
        "Wrong usage ends with 2",
        arguments: [
            ["--nonsense"], ["nonsense"], ["run", "--gossip"], ["forget"], ["--gossip", "x"],
            ["--max-seconds", "4"], ["--max-shards", "0"], ["--max-shards", "other=4"],
            ["--lease-grace", "0"],
            ["--application", "secret"], ["--bot-token", "t"],
            ["--discord-webhook-url", "https://d.example/1/t"],
            ["--config", "/absent.json"],
        ])
    func wrongUsage(line: [String]) {
        #expect(exitCode(line) == 2)
    }

    @Test("Help and version end with 0", arguments: [["--help"], ["run", "--help"], ["--version"]])
    func help(line: [String]) {
        #expect(exitCode(line) == 0)
    }

    @Test("Every setting with a flag is in the help of run, with its variable", arguments: Setting.allCases)
    func helpIsComplete(setting: Setting) {
        let help = Self.help
        if setting.hasFlag { #expect(help.contains(setting.flag + " ")) }
        // Long lines are broken between words, never inside a variable's name.
        for variable in setting.variables { #expect(help.contains(variable)) }
    }

    @Test("Every flag of run reaches its setting")
    func flagsReachSettings() throws {
        let switches: Set<Setting> = [.insecure, .requireLease, .noVote, .protectStatus]
        for setting in Setting.allCases where setting.hasFlag {
            let line = switches.contains(setting) ? [setting.flag] : [setting.flag, "value"]
            let command = try #require(try MemberAgent.parseAsRoot(line) as? RunCommand)
            #expect(command.options.values == [setting: switches.contains(setting) ? "true" : "value"])
        }
    }

    @Test("A client asks loopback where the node's own variable binds every interface")
    func clientEndpoint() throws {
        let options = try ClientOptions.parse([])
        #expect(try options.client(environment: [:]).endpoint.description == "127.0.0.1:9190")
        let everywhere = try options.client(environment: ["ROLLCALL_HTTP": "0.0.0.0:7"])
        #expect(everywhere.endpoint.description == "127.0.0.1:7")
        let token = try options.client(environment: ["ROLLCALL_TOKEN": "a,b", "ROLLCALL_INGEST_TOKEN": "c"])
        #expect(token.token == "a")
    }
}
