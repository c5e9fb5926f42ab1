import Membership
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import ViewerHTTP

/// Readers of `/v1/events` in virtual time, with a connection that takes nothing more when the test says so.
@Suite("A slow reader of events")
struct SlowReaderTests {
    private let responder = Responder(
        configuration: ViewerConfiguration(host: "127.0.0.1", port: 0, version: "1.2.3"), service: FakeNode())

    /// A connection on which the stream is open.
    private func reader(on loop: EmbeddedEventLoop) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(
            handler: ExchangeHandler(responder: responder, remote: nil), loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let headers: HTTPHeaders = ["Host": "127.0.0.1"]
        try channel.writeInbound(
            HTTPServerRequestPart.head(
                HTTPRequestHead(version: .http1_1, method: .GET, uri: "/v1/events", headers: headers)))
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        return channel
    }

    /// As many events as flips of the majority.
    private func happen(_ count: Int) {
        var picture = responder.chronicle.sighting.picture
        for _ in 0..<count {
            picture.version += 1
            picture.status.hasMajority.toggle()
            responder.chronicle.observe(picture)
        }
    }

    /// What was handed to the connection since the last call.
    private func text(_ channel: EmbeddedChannel) throws -> String {
        var text = ""
        while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
            if case .body(.byteBuffer(let bytes)) = part { text += String(buffer: bytes) }
        }
        return text
    }

    @Test("While it takes nothing, nothing is written for it, and another reader has every event at once")
    func neitherHoldsNorBlocks() throws {
        let loop = EmbeddedEventLoop()
        let (slow, quick) = (try reader(on: loop), try reader(on: loop))
        _ = try text(slow)
        _ = try text(quick)
        slow.isWritable = false
        for _ in 0..<10 {
            happen(100)
            loop.advanceTime(by: Chronicle.period)
            #expect(try text(quick).split(separator: "event: voters").count == 100 + 1)
        }
        #expect(try text(slow).isEmpty)
        // It takes again, and misses nothing.
        slow.isWritable = true
        loop.advanceTime(by: .seconds(2))
        let ids = try text(slow).split(separator: "\n").filter { $0.hasPrefix("id: ") }
        #expect(ids.map { $0.split(separator: "-").last ?? "" } == (1...1_000).map { "\($0)" })
        _ = try slow.finish()
        _ = try quick.finish()
    }

    @Test("The system is told to take little for it, too")
    func systemBuffer() throws {
        let loop = EmbeddedEventLoop()
        let channel = try reader(on: loop)
        let bounds = channel.options.filter {
            ($0.option as? ChannelOptions.Types.SocketOption) == .socketOption(.so_sndbuf)
        }
        #expect(bounds.map { $0.value as? Int } == [ViewerLimits.streamBufferBytes])
        _ = try channel.finish()
    }

    @Test("It is sent one batch at a time, however much it missed")
    func batches() throws {
        let loop = EmbeddedEventLoop()
        let slow = try reader(on: loop)
        _ = try text(slow)
        slow.isWritable = false
        happen(2_000)
        loop.advanceTime(by: .seconds(1))
        slow.isWritable = true
        loop.advanceTime(by: Chronicle.period)
        #expect(
            try text(slow).split(separator: "event: voters").count <= ViewerLimits.eventsBatch + 1)
        _ = try slow.finish()
    }

    @Test("It is dropped when it took nothing for long, and makes room for another reader")
    func dropped() throws {
        let loop = EmbeddedEventLoop()
        let slow = try reader(on: loop)
        #expect(responder.chronicle.readerCount == 1)
        slow.isWritable = false
        loop.advanceTime(by: ViewerLimits.slowReaderTimeout - .seconds(1))
        #expect(slow.isActive)
        loop.advanceTime(by: .seconds(2))
        #expect(!slow.isActive)
        #expect(responder.chronicle.readerCount == 0)
    }

    @Test("What happened while it was away for too long is told as missed")
    func missed() throws {
        let loop = EmbeddedEventLoop()
        let slow = try reader(on: loop)
        _ = try text(slow)
        slow.isWritable = false
        happen(Chronicle.eventsMax + 1)
        loop.advanceTime(by: .seconds(1))
        slow.isWritable = true
        loop.advanceTime(by: Chronicle.period)
        #expect(try text(slow).contains("event: reset"))
        _ = try slow.finish()
    }
}
