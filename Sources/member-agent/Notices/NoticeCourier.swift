import GossipCore
import Logging
import Membership
import NIOCore
import NIOHTTP1
import Synchronization

/// Brings one webhook its changes. It waits for nobody, and nobody for it.
final class NoticeCourier: Sendable {
    enum Kind: Sendable {
        /// - Parameter content: `NoticeSettings.content`.
        case discord(content: String?)
        case generic
    }

    private struct State {
        var queue = NoticeQueue()
        var sending: Task<Void, Never>?
        var throttle = LogThrottle()
    }

    private let kind: Kind
    private let hook: NoticeSettings.Hook
    private let client: WebClient
    private let node: (name: String, id: NodeID)
    private let log: Logger
    private let state = Mutex(State())

    init(
        _ kind: Kind, to hook: NoticeSettings.Hook, client: WebClient, node: (name: String, id: NodeID),
        log: Logger
    ) {
        self.kind = kind
        self.hook = hook
        self.client = client
        self.node = node
        self.log = log
    }

    /// Takes changes, and sends what is due.
    func look(_ notices: [Notice], at now: Instant) {
        let (dropped, isLogged) = state.withLock { state in
            let dropped = state.queue.add(notices, at: now)
            return (dropped, dropped > 0 && state.throttle.allows("dropped", at: now))
        }
        if isLogged {
            log.warning(
                "a webhook takes nothing, so the oldest changes are dropped",
                metadata: ["webhook": "\(hook.origin)", "dropped": "\(dropped)"])
        }
        send(at: now, isLast: false)
    }

    /// Sends what there is, as the process ends.
    func finish(within timeout: TimeAmount, on loop: any EventLoop) async {
        let end = loop.makePromise(of: Void.self)
        let alarm = loop.scheduleTask(in: timeout) { end.succeed() }
        Task {
            await self.state.withLock { $0.sending }?.value
            self.send(at: Clocks.monotonic(), isLast: true)
            await self.state.withLock { $0.sending }?.value
            end.succeed()
        }
        try? await end.futureResult.get()
        alarm.cancel()
    }

    private func send(at now: Instant, isLast: Bool) {
        state.withLock { state in
            guard let batch = state.queue.take(at: now, isLast: isLast) else { return }
            state.sending = Task { await self.bring(batch) }
        }
    }

    private func bring(_ batch: NoticeQueue.Batch) async {
        let body =
            switch kind {
            case .discord(let content):
                DiscordMessage(batch, template: content, node: node.name, now: Clocks.wall()).body
            case .generic: NoticeDocument(batch, node: node.name, id: node.id).body
            }
        let request = HTTPRequest(
            method: .POST, headers: ["User-Agent": DiscordAsker.userAgent, "Accept": "*/*"], body: body)
        let outcome: NoticeQueue.Outcome
        let reason: String
        do {
            let response = try await client.send(request, to: hook.address)
            outcome = NoticeQueue.Outcome(response)
            reason = "status \(response.status)"
        } catch {
            outcome = .failed
            reason = "\(error)"
        }
        let now = Clocks.monotonic()
        let isLogged = state.withLock { state in
            state.queue.ended(outcome, at: now)
            state.sending = nil
            return state.throttle.allows("\(outcome)", at: now)
        }
        tell(outcome, reason, batch.notices.count, isLogged: isLogged)
    }

    private func tell(_ outcome: NoticeQueue.Outcome, _ reason: String, _ count: Int, isLogged: Bool) {
        let metadata: Logger.Metadata = [
            "webhook": "\(hook.origin)", "address": "\(hook.address)", "changes": "\(count)",
            "reason": "\(reason)",
        ]
        switch outcome {
        case .delivered: log.debug("a webhook was told", metadata: metadata)
        case _ where !isLogged: break
        case .rejected:
            log.error("a webhook rejected what it was told; it is not told again", metadata: metadata)
        case .refused: log.error("a webhook refused to be told; is its address right?", metadata: metadata)
        case .limited, .failed:
            log.warning("a webhook could not be told; it is tried again", metadata: metadata)
        }
    }
}

extension NoticeQueue.Outcome {
    init(_ response: HTTPResponse) {
        switch response.status {
        case 200..<300: self = .delivered
        case 400, 413, 422: self = .rejected
        // Nothing is followed to where it was not sent.
        case 300..<400, 401, 403, 404, 405, 410: self = .refused
        case 429: self = .limited(DiscordReply.pause(response))
        default: self = .failed
        }
    }
}
