import NIOCore
import NIOHTTP1

/// One connection: reads a request, has it answered, writes the answer, again and again.
///
/// NIO's pipeline handler in front of it lets one request in at a time, so there is one phase.
final class ExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        /// Between two requests.
        case idle
        /// Collects the body of an admitted request.
        case reading(Call, body: ByteBuffer)
        /// Reads a refused request to its end, keeps nothing of it, then answers.
        case refusing(Reply, HTTPRequestHead)
        case answering
        case streaming(EventStream)
        /// Answered before the request's end: what still comes is dropped until the client closes.
        case lingering
        case closed
    }

    private let responder: Responder
    private let remoteKey: UInt64
    private var phase = Phase.idle
    private let deadline = ConnectionDeadline()
    /// Whether a part of a request came since the last `channelReadComplete`.
    private var sawPart = false
    /// Whether the client closed its half: it asks no more, and still reads.
    private var isHalfClosed = false
    /// Answers with a body that are not yet all in the system's hands.
    private var unwritten = 0

    init(responder: Responder, remote: SocketAddress?) {
        self.responder = responder
        self.remoteKey = LimitKey.of(remote)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline.set(in: ViewerLimits.headTimeout, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        sawPart = true
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let part): take(part, context)
        case .end: finish(context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Bytes without a part are a head that is not whole yet: slow senders get one time for it all.
        if !sawPart, case .idle = phase { deadline.tighten(to: ViewerLimits.headTimeout, context) }
        sawPart = false
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline.cancel()
        if case .streaming(let stream) = phase {
            stream.stop()
            responder.chronicle.dismissReader()
        }
        phase = .closed
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed? = event as? ChannelEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        isHalfClosed = true
        closeIfDone(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // A request, part by part.

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard case .idle = phase else { return }
        deadline.set(in: ViewerLimits.bodyTimeout, context)
        switch responder.admit(head, remoteKey: remoteKey) {
        case .refused(let reply) where Self.waitsForGo(head) || Responder.isTooLarge(head):
            send(reply, to: head, of: nil, context, isEarly: true)
        case .refused(let reply):
            phase = .refusing(reply, head)
        case .admitted(let call):
            phase = .reading(call, body: ByteBuffer())
            if Self.waitsForGo(head) {
                let go = HTTPResponseHead(version: head.version, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
            }
        }
    }

    /// Whether the client sends its body only when told to (RFC 9110, section 10.1.1).
    private static func waitsForGo(_ head: HTTPRequestHead) -> Bool {
        head.headers.first(name: "expect")?.lowercased() == "100-continue"
    }

    private func take(_ part: ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .reading(let call, var body) = phase else { return }
        guard call.route.method == .POST else { return }
        phase = .idle  // So that `body` is the only reference and grows in place.
        if body.readableBytes + part.readableBytes > ViewerLimits.bodyBytesMax {
            return send(
                responder.tooLarge(call.target.path), to: call.head, of: call.route, context, isEarly: true)
        }
        if body.readableBytes == 0 {
            body = part
        } else {
            body.writeImmutableBuffer(part)
        }
        phase = .reading(call, body: body)
    }

    private func finish(_ context: ChannelHandlerContext) {
        switch phase {
        case .refusing(let reply, let head):
            phase = .answering
            send(reply, to: head, of: nil, context)
        case .reading(let call, let body):
            phase = .answering
            deadline.set(in: ViewerLimits.answerTimeout, context)
            switch responder.answer(call, body: body, on: context.eventLoop) {
            case .now(let reply):
                send(reply, to: call.head, of: call.route, context)
            case .later(let reply):
                reply.assumeIsolated().whenComplete { result in
                    let reply =
                        (try? result.get())
                        ?? .failure(.internalServerError, "internal error", path: call.target.path)
                    self.send(reply, to: call.head, of: call.route, context)
                }
            case .stream(let order, let headers):
                stream(order, headers, call, context)
            }
        case .idle, .answering, .streaming, .lingering, .closed: break
        }
    }

    // The answer.

    /// - Parameter isEarly: whether parts of the request are still to come.
    private func send(
        _ reply: Reply, to request: HTTPRequestHead, of route: Route?, _ context: ChannelHandlerContext,
        isEarly: Bool = false
    ) {
        if case .closed = phase { return }  // The client did not wait.
        let isLast = isEarly || isHalfClosed || !request.isKeepAlive
        var head = HTTPResponseHead(version: .http1_1, status: reply.status)
        head.headers.reserveCapacity(reply.headers.count + 3)
        for (name, value) in reply.headers { head.headers.add(name: name, value: value) }
        if let body = reply.body {
            head.headers.add(name: "Content-Length", value: String(body.readableBytes))
        }
        head.headers.add(name: "Date", value: responder.date.now)
        if isLast {
            head.headers.add(name: "Connection", value: "close")
        } else if request.version == .http1_0 {
            head.headers.add(name: "Connection", value: "keep-alive")
        }
        responder.counters.count(route, reply.status)
        // Writing the end may bring the next request in, before this function returns.
        phase = isLast ? .lingering : .idle
        deadline.set(in: reply.body == nil ? ViewerLimits.idleTimeout : ViewerLimits.answerTimeout, context)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body = reply.body, request.method != .HEAD, body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        guard isLast || reply.body != nil else {
            return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        unwritten += 1
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            self.unwritten -= 1
            if isLast {
                self.sayGoodbye(context, isEarly: isEarly)
            } else {
                if case .idle = self.phase { self.deadline.set(in: ViewerLimits.idleTimeout, context) }
                self.closeIfDone(context)
            }
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    /// The last answer of a connection: a body without an end.
    private func stream(
        _ order: EventStream.Order, _ headers: [(name: String, value: String)], _ call: Call,
        _ context: ChannelHandlerContext
    ) {
        deadline.cancel()
        // Refused where the connection is gone already; then there is nothing to bound.
        try? context.channel.syncOptions?.setOption(
            .socketOption(.so_sndbuf), value: ViewerLimits.streamBufferBytes)
        var head = HTTPResponseHead(version: .http1_1, status: .ok)
        for (name, value) in headers { head.headers.add(name: name, value: value) }
        head.headers.add(name: "Date", value: responder.date.now)
        head.headers.add(name: "Connection", value: "close")
        responder.counters.count(call.route, .ok)
        let stream = EventStream(order, responder.chronicle, context) { text in
            context.writeAndFlush(self.wrapOutboundOut(.body(.byteBuffer(text))), promise: nil)
        }
        phase = .streaming(stream)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        stream.start()
        closeIfDone(context)
    }

    /// Closes towards a client that closed its half, once it has all its answers. A request that is not
    /// whole by then never will be.
    private func closeIfDone(_ context: ChannelHandlerContext) {
        guard isHalfClosed, unwritten == 0 else { return }
        switch phase {
        case .answering, .closed: break
        case .idle, .reading, .refusing, .streaming, .lingering: context.close(promise: nil)
        }
    }

    /// Closes after the last answer. A client that is still sending would lose that answer to a reset, so
    /// then only our half is closed.
    private func sayGoodbye(_ context: ChannelHandlerContext, isEarly: Bool) {
        guard isEarly, context.channel.isActive else { return context.close(promise: nil) }
        deadline.set(in: ViewerLimits.lingerTimeout, context)
        context.close(mode: .output, promise: nil)
    }
}
