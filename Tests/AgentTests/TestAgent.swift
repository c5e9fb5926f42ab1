import Logging
import Membership
import NIOCore
import NIOPosix

@testable import member_agent

/// A whole node without its HTTP side, for the time of a test.
enum TestAgent {
    /// A node on loopback ports that the system picks.
    static func settings(_ directory: TemporaryDirectory, more: [String: String] = [:]) throws -> RunSettings
    {
        let environment = [
            "ROLLCALL_NAME": "n", "ROLLCALL_GOSSIP": "127.0.0.1:0", "ROLLCALL_HTTP": "127.0.0.1:0",
            "ROLLCALL_STATE_DIR": directory.file("state"), "ROLLCALL_PROFILE": "local",
        ]
        return try RunSettings(
            SettingsReader(flags: [:], environment: environment.merging(more) { $1 }),
            host: RunSettings.Host(name: "n", home: nil, stateHome: nil))
    }

    /// - Parameter body: is handed the loop on which the node's roster lives, too.
    static func run<Result>(
        _ settings: RunSettings, _ body: (Agent, AgentNodeService, any EventLoop) async throws -> Result
    ) async throws -> Result {
        let loops = AgentLoops()
        do {
            let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let agent = try await Agent.start(settings, on: loops, log: log)
            let service = AgentNodeService(gossip: agent.gossip, beginLeave: {})
            let result = try await body(agent, service, loops.gossip.next())
            await agent.stop()
            await loops.stop()
            return result
        } catch {
            await loops.stop()
            throw error
        }
    }
}
