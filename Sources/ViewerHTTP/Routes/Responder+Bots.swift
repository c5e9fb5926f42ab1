import GossipCore
import Membership
import NIOCore
import NIOHTTP1

/// What bots ask of the shard manager: `/connect`, `/beat`, `/disconnect`, `/identify` (CONTRACT.md, HTTP as shardman).
extension Responder {
    func admitBot(
        _ head: HTTPRequestHead, _ target: RequestTarget, _ route: Route, remoteKey: UInt64
    ) -> Admission {
        if let reply = gate.preflight(head) { return .refused(reply) }
        guard route.allows(head.method) else {
            let allow = [(name: "Allow", value: route.allowed)]
            return .refused(.detail("Method Not Allowed", .methodNotAllowed, more: allow))
        }
        if route == .shardStatus, let reply = gate.overReadLimit(head, target, remoteKey: remoteKey) {
            return .refused(reply)
        }
        let secret = head.headers.first(name: "authorization")
        switch shardGate.verdict(on: secret, route, remoteKey: remoteKey, now: Clocks.nanoseconds()) {
        case .refused(let reply): return .refused(reply)
        case .application(let application):
            if Self.isTooLarge(head) { return .refused(tooLarge(target.path)) }
            return .admitted(
                Call(
                    route: route, head: head, target: target, remoteKey: remoteKey, application: application))
        }
    }

    func connect(_ call: Call, _ loop: any EventLoop) -> Answering {
        let header = call.head.headers.first(name: "rollcall-instance") ?? ""
        guard header.utf8.count <= ViewerLimits.instanceBytesMax else {
            return .now(.unprocessable([.longInstance]))
        }
        return ask(.connect(call.bots, instance: header.isEmpty ? nil : header), call, loop)
    }

    func beat(_ call: Call, _ body: ByteBuffer, _ loop: any EventLoop) -> Answering {
        let beat: BeatBody
        do throws(BeatProblems) { beat = try Self.beatBody(call, body) } catch {
            return .now(.unprocessable(error.all.map { RequestProblem($0) }))
        }
        guard let session = beat.session else { return .now(Self.notFound) }
        return ask(.beat(call.bots, session, beat.report), call, loop)
    }

    func disconnect(_ call: Call, _ loop: any EventLoop) -> Answering {
        guard let text = call.target.first("session_id") else {
            return .now(.unprocessable([.missingSession]))
        }
        guard let session = SessionID(text) else { return .now(Self.notFound) }
        return ask(.disconnect(call.bots, session), call, loop)
    }

    /// The session may stand in the query or in the body.
    func identify(_ call: Call, _ body: ByteBuffer, _ loop: any EventLoop) -> Answering {
        let session: SessionID?
        if let text = call.target.first("session_id") {
            session = SessionID(text)
        } else if body.readableBytes == 0 {
            return .now(.unprocessable([.missingSession]))
        } else {
            do throws(BeatProblems) { session = try Self.beatBody(call, body).session } catch {
                return .now(.unprocessable(error.all.map { RequestProblem($0) }))
            }
        }
        guard let session else { return .now(Self.notFound) }
        return ask(.identify(call.bots, session), call, loop)
    }

    private static func beatBody(_ call: Call, _ body: ByteBuffer) throws(BeatProblems) -> BeatBody {
        guard FormBody.isForm(call.head, body) else { return try BeatBody.parse(body.readableBytesSpan) }
        return try BeatBody.parse(FormBody.json(body).span.bytes)
    }

    private func ask(_ request: ShardRequest, _ call: Call, _ loop: any EventLoop) -> Answering {
        later(loop) { [service] in
            guard let answer = await service.shard(request) else { return Self.stopping(call) }
            return Self.reply(answer, to: call.route)
        }
    }

    private static func reply(_ answer: ShardAnswer, to route: Route) -> Reply {
        switch answer {
        case .done: .noContent
        case .renewed(let promise):
            Reply(status: .noContent, headers: [runSeconds(promise)], body: nil)
        case .connected(let session, let shard, let shards, let sleepSeconds, let promise):
            connected(session, shard, shards, sleepSeconds, promise)
        case .permit(let seconds): permit(seconds)
        case .noShards: .detail("No Shards Available", .unauthorized)
        case .notFound: notFound
        case .unavailable(let seconds):
            .detail(
                sentence(ofUnavailable: route), .serviceUnavailable,
                more: [("Retry-After", String(max(seconds, 1)))])
        }
    }

    private static var notFound: Reply { .detail("Session Not Found", .notFound) }

    private static func connected(
        _ session: SessionID, _ shard: Int, _ shards: Int, _ sleepSeconds: Double, _ promise: Instant.Span
    ) -> Reply {
        var document = JSONWriter(capacity: 128)
        document.object { json in
            json.field("shard_id", shard)
            json.field("max_shards", shards)
            json.field("session_id", session.description)
            json.field("sleep_duration", sleepSeconds)
        }
        return .json(document, more: [runSeconds(promise)])
    }

    /// How long the bot may run from the moment that it asked, for one that does not know the fleet's setting, or
    /// while that changes.
    private static func runSeconds(_ promise: Instant.Span) -> (name: String, value: String) {
        let whole = promise.nanoseconds / 1_000_000_000
        return ("Rollcall-Run-Seconds", String(whole))
    }

    private static func permit(_ seconds: Double) -> Reply {
        var document = JSONWriter(capacity: 32)
        document.object { $0.field("permit_seconds", seconds) }
        return .json(document)
    }

    private static func sentence(ofUnavailable route: Route) -> String {
        switch route {
        case .beat: "not renewed: run on until the time of the last 204 is over, and keep beating"
        case .identify: "not this shard's turn: do not identify, ask again"
        case .connect: "no shard can be given out now: ask again"
        default: "not done: ask again"
        }
    }
}

extension Call {
    /// Whose bot asks; the gate has named an application on these routes.
    var bots: ApplicationID { application ?? ShardGate.defaultApplication }
}
