import NIOCore
import NIOHTTP1

/// One request of the command line, of a sample bot, or of a node to another service.
struct HTTPRequest: Sendable {
    var method: HTTPMethod = .GET
    var path = "/"
    /// Sent as `Bearer`.
    var token: String?
    var headers: HTTPHeaders = [:]
    var body: [UInt8] = []
}

struct HTTPResponse: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Pairs each request on a connection with its answer; HTTP/1.1 answers in order.
final class HTTPExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = NIOHTTPClientResponseFull
    typealias OutboundIn = Exchange
    typealias OutboundOut = HTTPClientRequestPart

    struct Exchange: Sendable {
        var request: HTTPRequest
        var host: String
        var answer: EventLoopPromise<HTTPResponse>
    }

    private let trouble: ConnectionTrouble
    private var waiting = CircularBuffer<EventLoopPromise<HTTPResponse>>()

    init(_ trouble: ConnectionTrouble) { self.trouble = trouble }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        waiting.append(exchange.answer)
        var head = HTTPRequestHead(
            version: .http1_1, method: exchange.request.method, uri: exchange.request.path,
            headers: ["Host": exchange.host])
        head.headers.add(contentsOf: exchange.request.headers)
        if let token = exchange.request.token {
            head.headers.add(name: "Authorization", value: "Bearer " + token)
        }
        if exchange.request.method == .POST {
            head.headers.add(name: "Content-Type", value: "application/json")
            head.headers.add(name: "Content-Length", value: String(exchange.request.body.count))
        }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !exchange.request.body.isEmpty {
            let body = context.channel.allocator.buffer(bytes: exchange.request.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let full = unwrapInboundIn(data)
        guard let answer = waiting.popFirst() else { return context.close(promise: nil) }
        let body = full.body.map { Array($0.readableBytesView) } ?? []
        answer.succeed(
            HTTPResponse(status: Int(full.head.status.code), headers: full.head.headers, body: body))
    }

    func channelInactive(context: ChannelHandlerContext) {
        failAll(ChannelError.eof)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        trouble.note(error)
        failAll(error)
        context.close(promise: nil)
    }

    private func failAll(_ error: any Error) {
        while let answer = waiting.popFirst() { answer.fail(error) }
    }
}
