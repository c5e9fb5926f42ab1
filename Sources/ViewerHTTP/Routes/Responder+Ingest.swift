import Membership
import NIOCore
import NIOHTTP1

/// `POST /fleet/register` and `POST /fleet/heartbeat`.
extension Responder {
    func register(_ call: Call, _ body: ByteBuffer, _ loop: any EventLoop) -> Answering {
        let registration: Registration
        do {
            registration = try RegisterBody.parse(body.readableBytesSpan)
        } catch { return .now(.text(error.sentence, status: .badRequest)) }
        if let refusal = overLimit(registerLimiter, call.remoteKey, "register rate exceeded") {
            return .now(refusal)
        }
        let more = gate.corsHeaders(call.head)
        return later(loop) { [service] in
            switch await service.register(registration) {
            case .numbered(let number, let lease): Self.registered(number, lease, more)
            case .pending(let lease): Self.registered(nil, lease, more)
            case .notDurable: Self.notDurable
            case .capReached: .text("fleet cluster cap reached", status: .forbidden)
            case .leasedToAnother: .text("identity is leased to another holder", status: .conflict)
            case nil: Self.stopping(call)
            }
        }
    }

    private static func registered(
        _ number: ClusterNumber?, _ lease: String, _ more: [(name: String, value: String)]
    ) -> Reply {
        var document = JSONWriter(capacity: 128)
        document.object { json in
            json.key("number")
            if let number { json.number(number.value) } else { json.null() }
            json.field("lease", lease)
            json.field("settled", number != nil)
        }
        return .json(document, more: more)
    }

    func heartbeat(_ call: Call, _ body: ByteBuffer, _ loop: any EventLoop) -> Answering {
        let beat: HeartbeatBody
        do {
            beat = try HeartbeatBody.parse(body.readableBytesSpan, names: sampleNames)
        } catch { return .now(.text(error.sentence, status: .badRequest)) }
        if !beatLimiter.isOff,
            let refusal = overLimit(
                beatLimiter, LimitKey.of(identity: beat.identity), "heartbeat rate exceeded")
        {
            return .now(refusal)
        }
        if service.takeBeat(beat) { return .now(.noContent) }
        return later(loop) { [service] in
            switch await service.heartbeat(beat) {
            case .accepted: .noContent
            case .unknownIdentity: .text("unknown identity: register first", status: .notFound)
            case .leasedToAnother: .text("identity is leased to another holder", status: .conflict)
            case nil: Self.stopping(call)
            }
        }
    }

    private static var notDurable: Reply {
        .text(
            "this node cannot write to its disk: ask again, or ask another", status: .serviceUnavailable,
            more: [("Retry-After", "5")])
    }

    /// The node stops and cannot say what becomes of the request: by then it has come back, or another serves.
    static func stopping(_ call: Call) -> Reply {
        .failure(
            .serviceUnavailable, "this node is stopping: ask again, or ask another", path: call.target.path,
            more: [("Retry-After", "5")])
    }

    func later(_ loop: any EventLoop, _ work: @escaping @Sendable () async -> Reply) -> Answering {
        .later(loop.makeFutureWithTask(work))
    }
}
