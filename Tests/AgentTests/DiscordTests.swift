import GossipCore
import Membership
import NIOHTTP1
import NIOPosix
import NIOSSL
import Testing

@testable import member_agent

@Suite("Asking Discord")
struct DiscordTests {
    private static let body = """
        {"url": "wss://gateway.discord.gg", "shards": 9,
         "session_start_limit": {"total": 1000, "remaining": 999, "reset_after": 14400000, "max_concurrency": 16}}
        """
    private static let token = "hunter2.hunter3"

    /// Asks once, and hands over what came into the mailbox.
    private func ask(
        _ replies: [FakeService.Reply], isSecure: Bool = false, trust: NIOSSLTrustRoots = .default,
        times: Int = 1,
        host: String? = nil
    ) async throws -> (words: [DiscordWord?], asked: [FakeService.Asked], log: [String]) {
        try await FakeService.run(replies, isSecure: isSecure) { service in
            let lines = LogLines()
            let mailbox = Mailbox()
            let token = ShardSettings.BotToken(secret: Secret(Self.token), origin: "BOT_TOKEN")
            let application = ShardSettings.Application(name: "default", botToken: token)
            var address = service.address.appending("/api/v10/")
            if let host { address.host = host }
            let asker = DiscordAsker(
                applications: [application], address: address,
                client: WebClient(group: MultiThreadedEventLoopGroup.singleton, trust: trust),
                mailbox: mailbox,
                log: lines.logger)
            var words: [DiscordWord?] = []
            for _ in 0..<times {
                asker.ask(application.plan.id)
                words.append(try await letter(in: mailbox))
            }
            #expect(!lines.all.contains { $0.contains("hunter") })
            return (words, service.asked, lines.all)
        }
    }

    private func letter(in mailbox: Mailbox) async throws -> DiscordWord? {
        var letters: [Mailbox.Letter] = []
        while true {
            mailbox.take(emptied: &letters)
            if case .discord(_, let word)? = letters.first { return word }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    @Test("What Discord says of size and budget reaches the roster", .timeLimit(.minutes(1)))
    func word() async throws {
        let result = try await ask([FakeService.Reply(body: Self.body)])
        let word = try #require(result.words.first ?? nil)
        #expect(word.recommendedShards == 9 && word.buckets == 16)
        #expect(word.identifiesTotal == 1_000 && word.identifiesLeft == 999)
        #expect(word.resetAt.milliseconds == word.askedAt.milliseconds + 14_400_000)
        let asked = try #require(result.asked.first)
        #expect(asked.method == .GET && asked.path == "/api/v10/gateway/bot")
        #expect(asked.headers["Authorization"] == ["Bot " + Self.token])
        #expect(asked.headers["User-Agent"] == ["DiscordBot (rollcall, \(MemberAgent.version))"])
        #expect(asked.headers["Host"][0].hasPrefix("127.0.0.1:"))
        #expect(
            result.log.contains { $0.contains("NOTICE Discord recommends a size") && $0.contains("shards=9") }
        )
    }

    @Test(
        "Only a whole, sensible 200 counts as an answer",
        arguments: [
            FakeService.Reply(status: .internalServerError), FakeService.Reply(body: "{}"),
            FakeService.Reply(status: .found, headers: ["Location": "http://127.0.0.1:1/"], body: body),
            FakeService.Reply(body: body.replacing("\"shards\": 9", with: "\"shards\": 0")),
            FakeService.Reply(body: body.replacing("16}", with: "0}")), FakeService.Reply(isGiven: false),
            FakeService.Reply(body: String(repeating: " ", count: 70_000) + body),
        ])
    func silence(reply: FakeService.Reply) async throws {
        let result = try await ask([reply])
        #expect(result.words == [nil])
        #expect(result.asked.count == 1)
        #expect(result.log.contains { $0.contains("Discord did not say") })
    }

    @Test(
        "A refused token is one error that names its variable, and Discord is left alone",
        .timeLimit(.minutes(1)))
    func refused() async throws {
        let result = try await ask([FakeService.Reply(status: .unauthorized)], times: 3)
        #expect(result.words == [nil, nil, nil])
        #expect(result.asked.count == 1)
        #expect(result.log.count == 1)
        #expect(result.log[0].contains("ERROR") && result.log[0].contains("BOT_TOKEN"))
    }

    @Test("A pause that Discord asks for is kept", .timeLimit(.minutes(1)))
    func limited() async throws {
        let result = try await ask(
            [FakeService.Reply(status: .tooManyRequests, headers: ["Retry-After": "120"])], times: 2)
        #expect(result.asked.count == 1)
        #expect(result.log.contains { $0.contains("seconds=120") })
    }

    @Test(
        "Retry-After is bounded, whatever it says",
        arguments: [("0", 1.0), ("2.5", 2.5), ("1e9", 3_600), ("soon", 60), ("inf", 3_600), ("-4", 1)])
    func pauses(header: String, seconds: Double) {
        let response = HTTPResponse(status: 429, headers: ["Retry-After": header], body: [])
        #expect(DiscordReply.pause(response) == .seconds(seconds))
    }

    @Test("An application without a token here is answered at once", .timeLimit(.minutes(1)))
    func withoutToken() async throws {
        let mailbox = Mailbox()
        let asker = DiscordAsker(
            applications: [ShardSettings.Application(name: "default")], address: .discord,
            client: WebClient(group: MultiThreadedEventLoopGroup.singleton), mailbox: mailbox,
            log: LogLines().logger)
        asker.ask(ApplicationID(name: "default"))
        #expect(try await letter(in: mailbox) == nil)
    }

    @Test(
        "Over TLS a server is believed whom a trusted root vouches for under its name",
        .timeLimit(.minutes(1)))
    func trusted() async throws {
        let root = try NIOSSLCertificate(bytes: Array(TestCertificate.certificate.utf8), format: .pem)
        let replies = [FakeService.Reply(body: Self.body)]
        let good = try await ask(replies, isSecure: true, trust: .certificates([root]))
        #expect(good.words.first??.recommendedShards == 9)
        let unknown = try await ask(replies, isSecure: true)
        #expect(unknown.words == [nil] && unknown.asked.isEmpty)
        #expect(unknown.log.contains { $0.contains("CERTIFICATE_VERIFY_FAILED") })
        let otherName = try await ask(
            replies, isSecure: true, trust: .certificates([root]), host: "127.0.0.1")
        #expect(otherName.words == [nil] && otherName.asked.isEmpty)
    }
}
