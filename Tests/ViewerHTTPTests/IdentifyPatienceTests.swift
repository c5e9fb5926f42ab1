import GossipCore
import Logging
import Membership
import NIOCore
import NIOEmbedded
import Testing

@testable import ViewerHTTP

/// A connection in virtual time whose request waits for its turn.
@Suite("A bot that waits for its turn to identify")
struct IdentifyPatienceTests {
    @Test("An answer after 46 s still reaches the bot, on a connection that was used before")
    func late() async throws {
        let node = FakeNode { $0.shard = .permit(seconds: 0.5) }
        let turn = AsyncStream.makeStream(of: Void.self)
        node.beforeShard { for await _ in turn.stream { return } }
        let responder = Responder(
            configuration: ViewerConfiguration(host: "", port: 0, version: ""), service: node)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let channel = NIOAsyncTestingChannel()
        let loop = channel.testingEventLoop
        _ = try await loop.executeInContext {
            ViewerChannel(responder: responder).setup(channel: channel, logger: quiet)
        }.get()
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
        try await channel.writeInbound(ByteBuffer(string: "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"))
        _ = try await channel.waitForOutboundWrite(as: ByteBuffer.self)
        let request =
            "POST /identify?session_id=\(BotRouteTests.session) HTTP/1.1\r\nHost: x\r\nAuthorization: s\r\n"
            + "Content-Length: 0\r\n\r\n"
        try await channel.writeInbound(ByteBuffer(string: request))
        for _ in 0..<46 {
            await loop.advanceTime(by: .seconds(1))
            #expect(channel.isActive)
        }
        turn.continuation.yield()
        var text = ""
        while !text.hasSuffix("}") {
            text += String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self))
        }
        #expect(text.hasSuffix(#"{"permit_seconds":0.5}"#))
        _ = try? await channel.finish()
    }
}
