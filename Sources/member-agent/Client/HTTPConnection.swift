import NIOCore
import NIOHTTP1
import NIOPosix

/// A kept-alive connection to an HTTP server: the little of a client that commands, sample bots and `WebClient`
/// need, without the weight of a general one.
struct HTTPConnection: Sendable {
    private let channel: any Channel
    private let host: String
    private let trouble: ConnectionTrouble

    /// More than the view of 5,000 clusters, which is 4 MB.
    static let answerBytesMax = 64 << 20

    static func connect(
        to endpoint: Endpoint, on group: any EventLoopGroup, within timeout: TimeAmount = .seconds(3)
    ) async throws -> HTTPConnection {
        try await connect(
            host: endpoint.host, port: Int(endpoint.port), authority: endpoint.description, on: group,
            within: timeout, answerBytesMax: answerBytesMax)
    }

    /// - Parameters:
    ///   - authority: what `Host` says.
    ///   - secure: adds what the connection is wrapped in.
    static func connect(
        host: String, port: Int, authority: String, on group: any EventLoopGroup, within timeout: TimeAmount,
        answerBytesMax: Int,
        secure: @escaping @Sendable (ChannelPipeline.SynchronousOperations) throws -> Void = { _ in }
    ) async throws -> HTTPConnection {
        let trouble = ConnectionTrouble()
        let channel = try await ClientBootstrap(group: group)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try secure(pipeline)
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(
                        NIOHTTPClientResponseAggregator(maxContentLength: answerBytesMax))
                    try pipeline.addHandler(HTTPExchangeHandler(trouble))
                }
            }
            .connect(host: host, port: port).get()
        return HTTPConnection(channel: channel, host: authority, trouble: trouble)
    }

    var isOpen: Bool { channel.isActive }

    /// - Throws: when no whole answer came in time; the connection is closed then.
    func send(_ request: HTTPRequest, within timeout: TimeAmount = .seconds(10)) async throws -> HTTPResponse
    {
        let answer = channel.eventLoop.makePromise(of: HTTPResponse.self)
        let alarm = channel.eventLoop.scheduleTask(in: timeout) {
            answer.fail(ChannelError.connectTimeout(timeout))
            channel.close(promise: nil)
        }
        let exchange = HTTPExchangeHandler.Exchange(request: request, host: host, answer: answer)
        channel.writeAndFlush(exchange).whenFailure { answer.fail($0) }
        defer { alarm.cancel() }
        do {
            return try await answer.futureResult.get()
        } catch {
            // That a handshake failed says more than that the connection is closed.
            throw trouble.first ?? error
        }
    }

    func close() async { try? await channel.close() }
}
