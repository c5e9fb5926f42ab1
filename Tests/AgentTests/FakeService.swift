import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

@testable import member_agent

/// A server on loopback that answers what a test tells it to, and keeps what it was asked.
final class FakeService: Sendable {
    struct Asked: Sendable {
        var method: HTTPMethod
        var path: String
        var headers: HTTPHeaders
        var body: String
    }

    struct Reply: Sendable {
        var status: HTTPResponseStatus = .ok
        var headers: HTTPHeaders = [:]
        var body = ""
        /// Whether there is an answer at all.
        var isGiven = true
    }

    private struct State {
        var asked: [Asked] = []
        var replies: [Reply]
    }

    private let state: Mutex<State>
    private let channel: any Channel
    let address: WebAddress

    /// - Parameters:
    ///   - replies: one after the other; the last again and again.
    ///   - isSecure: serves TLS with `TestCertificate`.
    static func run<Result: Sendable>(
        _ replies: [Reply], isSecure: Bool = false, _ body: (FakeService) async throws -> Result
    ) async throws -> Result {
        let box = Mutex<FakeService?>(nil)
        let tls = isSecure ? try serverContext() : nil
        let handler: @Sendable (Asked) -> Reply = { asked in
            box.withLock { $0 }?.answer(asked) ?? Reply(status: .serviceUnavailable)
        }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(NIOHTTPServerRequestAggregator(maxContentLength: 1 << 20))
                    try pipeline.addHandler(FakeServiceHandler(answer: handler))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let service = FakeService(channel, replies, isSecure: isSecure)
        box.withLock { $0 = service }
        do {
            let result = try await body(service)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private init(_ channel: any Channel, _ replies: [Reply], isSecure: Bool) {
        self.channel = channel
        state = Mutex(State(replies: replies))
        let port = channel.localAddress?.port ?? 0
        let text = isSecure ? "https://localhost:\(port)" : "http://127.0.0.1:\(port)"
        guard let address = WebAddress(text) else { preconditionFailure("a bound port is no address") }
        self.address = address
    }

    var asked: [Asked] { state.withLock { $0.asked } }

    private func answer(_ asked: Asked) -> Reply {
        state.withLock { state in
            state.asked.append(asked)
            return state.replies.count > 1 ? state.replies.removeFirst() : state.replies.first ?? Reply()
        }
    }

    private static func serverContext() throws -> NIOSSLContext {
        let certificate = try NIOSSLCertificate(bytes: Array(TestCertificate.certificate.utf8), format: .pem)
        let key = try NIOSSLPrivateKey(bytes: Array(TestCertificate.key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(certificate)], privateKey: .privateKey(key)))
    }
}

private final class FakeServiceHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPServerRequestFull
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: @Sendable (FakeService.Asked) -> FakeService.Reply

    init(answer: @escaping @Sendable (FakeService.Asked) -> FakeService.Reply) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let request = unwrapInboundIn(data)
        let body = request.body.map { String(decoding: $0.readableBytesView, as: UTF8.self) } ?? ""
        let reply = answer(
            FakeService.Asked(
                method: request.head.method, path: request.head.uri, headers: request.head.headers, body: body
            ))
        guard reply.isGiven else { return context.close(promise: nil) }
        var headers = reply.headers
        headers.replaceOrAdd(name: "Content-Length", value: String(reply.body.utf8.count))
        context.write(
            wrapOutboundOut(
                .head(HTTPResponseHead(version: .http1_1, status: reply.status, headers: headers))),
            promise: nil)
        context.write(
            wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: reply.body)))),
            promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
