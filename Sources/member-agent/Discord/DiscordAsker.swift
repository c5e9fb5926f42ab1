import GossipCore
import Logging
import Membership
import NIOHTTP1
import Synchronization

/// Asks Discord how large an application is and what is left of its day, when the roster has elected this node to.
/// It never waits on the gossip loop: the answer is posted to the mailbox.
final class DiscordAsker: Sendable {
    private let applications: [ApplicationID: ShardSettings.Application]
    private let address: WebAddress
    private let client: WebClient
    private let mailbox: Mailbox
    private let log: Logger
    private let states = Mutex<[ApplicationID: State]>([:])

    private struct State {
        var isAsking = false
        /// Until then Discord is not to be asked.
        var notBefore = Instant.zero
        var last: DiscordWord?
        var throttle = LogThrottle()
    }

    /// Discord blocks an address after 10,000 refused requests in ten minutes, and a token that was refused is
    /// read anew at a restart alone.
    static let refusedPause = Instant.Span.seconds(3_600)

    /// As Discord asks for: `DiscordBot (url, version)`.
    static let userAgent = "DiscordBot (rollcall, \(MemberAgent.version))"

    /// - Parameter address: of the API, as `https://discord.com/api/v10`.
    init(
        applications: [ShardSettings.Application], address: WebAddress, client: WebClient, mailbox: Mailbox,
        log: Logger
    ) {
        self.applications = Dictionary(
            applications.map { ($0.plan.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.address = address.appending("/gateway/bot")
        self.client = client
        self.mailbox = mailbox
        self.log = log
    }

    /// Answers every call with a letter, but for one that comes while another is under way.
    func ask(_ id: ApplicationID, now: Instant = Clocks.monotonic()) {
        guard let application = applications[id], let token = application.botToken else {
            mailbox.post(.discord(id, nil))
            return
        }
        enum Step { case ask, wait, nothing }
        let step = states.withLock { states -> Step in
            var state = states[id] ?? State()
            guard !state.isAsking else { return .nothing }
            guard state.notBefore <= now else { return .wait }
            state.isAsking = true
            states[id] = state
            return .ask
        }
        switch step {
        case .nothing: break
        case .wait: mailbox.post(.discord(id, nil))
        case .ask:
            Task {
                let reply = await reply(to: token.secret)
                hear(reply, about: application, token.origin)
            }
        }
    }

    private func reply(to token: Secret) async -> DiscordReply {
        let askedAt = Clocks.wall()
        let headers: HTTPHeaders = [
            "Authorization": "Bot " + token.text, "User-Agent": Self.userAgent, "Accept": "application/json",
        ]
        do {
            let response = try await client.send(HTTPRequest(headers: headers), to: address)
            return DiscordReply(response, askedAt: askedAt)
        } catch {
            return .silent("\(error)")
        }
    }

    private func hear(_ reply: DiscordReply, about application: ShardSettings.Application, _ origin: String) {
        let id = application.plan.id
        let now = Clocks.monotonic()
        var word: DiscordWord?
        var pause = Instant.Span.zero
        switch reply {
        case .word(let answer): word = answer
        case .refused: pause = Self.refusedPause
        case .limited(let span): pause = span
        case .silent: break
        }
        let news = states.withLock { states -> (former: DiscordWord?, isLogged: Bool) in
            var state = states[id] ?? State()
            let former = state.last
            state.isAsking = false
            state.notBefore = now + pause
            state.last = word ?? former
            let isLogged = state.throttle.allows("\(reply)", at: now)
            states[id] = state
            return (former, isLogged)
        }
        tell(reply, about: application.name, origin, former: news.former, isLogged: news.isLogged)
        mailbox.post(.discord(id, word))
    }

    private func tell(
        _ reply: DiscordReply, about name: String, _ origin: String, former: DiscordWord?, isLogged: Bool
    ) {
        switch reply {
        case .word(let word):
            let isNews =
                word.recommendedShards != former?.recommendedShards || word.buckets != former?.buckets
            log.log(
                level: isNews ? .notice : .debug, "Discord recommends a size",
                metadata: [
                    "application": "\(name)", "shards": "\(word.recommendedShards)",
                    "max_concurrency": "\(word.buckets)", "identifies_left": "\(word.identifiesLeft)",
                    "of": "\(word.identifiesTotal)",
                ])
        case .refused:
            log.error(
                "Discord refused the bot token in \(origin); set the right one and start this node again",
                metadata: ["application": "\(name)"])
        case .limited(let pause):
            log.warning(
                "Discord asks for a pause",
                metadata: ["application": "\(name)", "seconds": "\(Int(pause.seconds.rounded(.up)))"])
        case .silent(let reason):
            guard isLogged else { return }
            log.warning(
                "Discord did not say how many shards there are to be",
                metadata: ["application": "\(name)", "address": "\(address)", "reason": "\(reason)"])
        }
    }
}
