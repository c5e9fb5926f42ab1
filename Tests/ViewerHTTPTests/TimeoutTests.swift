import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import ViewerHTTP

/// A connection in virtual time.
@Suite("Slow and silent clients")
struct TimeoutTests {
    private let channel: EmbeddedChannel

    init() throws {
        channel = EmbeddedChannel()
        var configuration = ViewerConfiguration(host: "127.0.0.1", port: 0, version: "1")
        configuration.readLimit = 0
        let responder = Responder(configuration: configuration, service: FakeNode())
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        _ = try ViewerChannel(responder: responder).setup(channel: channel, logger: quiet).wait()
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    /// What was written since the last time.
    private func received() throws -> String {
        var text = ""
        while let part = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: part) }
        return text
    }

    private func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    @Test("A connection without a request ends after 10 s")
    func silent() throws {
        pass(9)
        #expect(channel.isActive)
        pass(2)
        #expect(!channel.isActive)
    }

    @Test("A head that drips in byte by byte has 10 s in all, also on a connection that was used before")
    func slowHead() throws {
        try send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try received().hasPrefix("HTTP/1.1 200 OK\r\n"))
        for character in "GET /heal" {
            try send(String(character))
            #expect(channel.isActive)
            pass(1)
        }
        pass(2)
        #expect(!channel.isActive)
    }

    @Test("A body that drips in has 30 s in all")
    func slowBody() throws {
        try send("POST /fleet/heartbeat HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        for _ in 0..<29 {
            try send("x")
            pass(1)
            #expect(channel.isActive)
        }
        pass(2)
        #expect(!channel.isActive)
    }

    @Test("A connection may be idle for 75 s between two requests, and each request begins that time anew")
    func idle() throws {
        for _ in 0..<3 {
            try send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try received().hasSuffix("\r\n\r\nok\n"))
            pass(74)
            #expect(channel.isActive)
        }
        pass(2)
        #expect(!channel.isActive)
    }

    @Test("A client that goes on sending after its refusal is cut off after 2 s")
    func lingering() throws {
        try send("POST /fleet/heartbeat HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n")
        #expect(try received().hasPrefix("HTTP/1.1 413 "))
        try send("more")
        pass(1)
        try send("and more")
        pass(2)
        #expect(!channel.isActive)
    }
}
