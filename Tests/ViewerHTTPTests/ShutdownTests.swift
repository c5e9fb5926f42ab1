import Synchronization
import Testing

@testable import ViewerHTTP

@Suite("Stopping")
struct ShutdownTests {
    @Test("Idle connections are closed at once, and no new ones are taken")
    func idle() async throws {
        try await TestServer.run { server in
            let connections = try (0..<10).map { _ in try TestConnection(port: server.port) }
            for connection in connections {
                #expect(
                    try await connection.exchange(TestConnection.request("GET", "/healthz")).status == 200)
            }
            await server.stop()
            for connection in connections { #expect(try await connection.isClosedByServer()) }
        }
    }

    @Test("A client in the middle of a request does not hold the end up until its body times out")
    func stuck() async throws {
        let clock = ContinuousClock()
        let stopped = Mutex<ContinuousClock.Instant?>(nil)
        try await TestServer.run { server in
            let connection = try TestConnection(port: server.port)
            // The first answer shows that the server has the connection; the second request never ends.
            let whole = TestConnection.request("GET", "/healthz")
            #expect(try await connection.exchange(whole).status == 200)
            try await connection.send(
                "POST /fleet/heartbeat HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
            stopped.withLock { $0 = clock.now }
            await server.stop()
            #expect(try await connection.isClosedByServer())
        }
        let start = try #require(stopped.withLock { $0 })
        // It has 1.5 s; a body would have 30. The rest is for a busy machine.
        #expect(clock.now - start < .seconds(6))
    }

    @Test("A port in use is an error, not a server that nobody reaches")
    func portInUse() async throws {
        try await TestServer.run { server in
            await #expect(throws: (any Error).self) {
                try await TestServer.run(FakeNode(), { $0.port = server.port }) { _ in }
            }
        }
    }
}
