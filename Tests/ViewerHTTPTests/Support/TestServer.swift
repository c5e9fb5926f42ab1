import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

@testable import ViewerHTTP

/// A real server on a port of its own.
struct TestServer: Sendable {
    let port: Int
    let node: FakeNode
    /// Begins the graceful shutdown.
    let stop: @Sendable () async -> Void

    static let token = "a-token"

    /// Runs `body` against a server and stops it afterwards.
    static func run(
        _ node: FakeNode = FakeNode(), _ change: (inout ViewerConfiguration) -> Void = { _ in },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        var configuration = ViewerConfiguration(
            host: "127.0.0.1", port: 0, version: "1.2.3", ingestTokens: [token], viewerTokens: [token])
        configuration.registerLimit = 0
        configuration.beatLimit = 0
        configuration.readLimit = 0
        change(&configuration)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let server = ViewerServer(
            configuration: configuration, service: node,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet
        ) { address in
            told.yield(address.port ?? 0)
            told.finish()
        }
        let group = ServiceGroup(configuration: .init(services: [server], logger: quiet))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask {
                defer { told.finish() }
                try await group.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                return try await tasks.waitForAll()
            }
            let running = TestServer(port: port, node: node) { await group.triggerGracefulShutdown() }
            do {
                try await body(running)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    // One request on a connection of its own.

    func get(_ path: String, _ headers: String..., token: String? = TestServer.token) async throws
        -> TestAnswer
    {
        try await send("GET", path, headers, token: token)
    }

    func post(
        _ path: String, _ body: String = "", _ headers: String..., token: String? = TestServer.token
    ) async throws -> TestAnswer {
        try await send("POST", path, headers, body: Array(body.utf8), token: token)
    }

    func send(
        _ method: String, _ path: String, _ headers: [String] = [], body: [UInt8] = [],
        token: String? = TestServer.token
    ) async throws -> TestAnswer {
        let connection = try TestConnection(port: port)
        return try await connection.exchange(
            TestConnection.request(method, path, headers, body: body, token: token),
            isHead: method == "HEAD")
    }
}
