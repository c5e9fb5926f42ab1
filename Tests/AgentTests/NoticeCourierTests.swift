import GossipCore
import Membership
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import member_agent

@Suite("Bringing a webhook its changes")
struct NoticeCourierTests {
    private func notice(_ shard: Int) -> Notice {
        Notice(
            at: Clocks.wall(), change: .shard(Notice.Shard(application: "default", number: shard), .free))
    }

    private func bringer(
        _ kind: NoticeCourier.Kind, _ service: FakeService, _ lines: LogLines
    ) -> NoticeCourier {
        let address = service.address.appending("/api/webhooks/1/hunter2")
        return NoticeCourier(
            kind, to: NoticeSettings.Hook(address: address, origin: "WEBHOOK_URL"),
            client: WebClient(group: MultiThreadedEventLoopGroup.singleton),
            node: ("node-a", NodeID(high: 0, low: 1)),
            log: lines.logger)
    }

    /// Waits until the server was asked so often; the test's time limit ends a wait in vain.
    private func wait(for count: Int, at service: FakeService) async throws {
        while service.asked.count < count { try await Task.sleep(for: .milliseconds(2)) }
    }

    @Test("A burst is one message, and the webhook's address stays out of the log", .timeLimit(.minutes(1)))
    func burst() async throws {
        let lines = LogLines()
        try await FakeService.run([FakeService.Reply(status: .noContent)]) { service in
            let courier = bringer(.discord(content: "{count}: {news}"), service, lines)
            let now = Clocks.monotonic()
            courier.look([notice(1)], at: now)
            courier.look([notice(2)], at: now + .seconds(1))
            courier.look([], at: now + NoticeQueue.gather)
            try await wait(for: 1, at: service)
            await courier.finish(within: .seconds(20), on: MultiThreadedEventLoopGroup.singleton.next())
            let asked = try #require(service.asked.first)
            #expect(service.asked.count == 1)
            #expect(asked.method == .POST && asked.path == "/api/webhooks/1/hunter2")
            #expect(asked.headers["Content-Type"] == ["application/json"])
            #expect(asked.body.contains("2: 2 shards are free: 1 to 2"))
        }
        #expect(lines.all.count == 1 && !lines.all.contains { $0.contains("hunter") })
    }

    @Test("What a webhook did not take comes again, with what came meanwhile", .timeLimit(.minutes(1)))
    func again() async throws {
        let lines = LogLines()
        let replies = [
            FakeService.Reply(isGiven: false), FakeService.Reply(status: .badGateway), FakeService.Reply(),
        ]
        try await FakeService.run(replies) { service in
            let courier = bringer(.generic, service, lines)
            var now = Clocks.monotonic()
            courier.look([notice(1)], at: now)
            for count in 1...3 {
                while service.asked.count < count {
                    now = now + .seconds(1_000)
                    courier.look([], at: now)
                    try await Task.sleep(for: .milliseconds(2))
                }
                if count == 1 { courier.look([notice(2)], at: now) }
            }
            #expect(service.asked.allSatisfy { $0.body.contains(#""shard":1"#) })
            #expect(service.asked.last?.body.contains(#""shard":2"#) == true)
        }
        #expect(lines.all.contains { $0.contains("WARNING a webhook could not be told") })
        #expect(!lines.all.contains { $0.contains("hunter") })
    }

    @Test(
        "At the end what waits is sent at once, and a silent webhook is not waited for",
        .timeLimit(.minutes(1)))
    func end() async throws {
        try await FakeService.run([FakeService.Reply()]) { service in
            let courier = bringer(.generic, service, LogLines())
            courier.look([notice(1)], at: Clocks.monotonic())
            await courier.finish(within: .seconds(20), on: MultiThreadedEventLoopGroup.singleton.next())
            #expect(service.asked.count == 1)
        }
        let nobody = try #require(WebAddress("http://127.0.0.1:1/hunter2"))
        let courier = NoticeCourier(
            .generic, to: NoticeSettings.Hook(address: nobody, origin: "ROLLCALL_WEBHOOK_URL"),
            client: WebClient(group: MultiThreadedEventLoopGroup.singleton),
            node: ("node-a", NodeID(high: 0, low: 1)),
            log: LogLines().logger)
        courier.look([notice(1)], at: Clocks.monotonic())
        await courier.finish(within: .seconds(20), on: MultiThreadedEventLoopGroup.singleton.next())
    }

    @Test(
        "A status says whether to send it again",
        arguments: [
            (204, NoticeQueue.Outcome.delivered), (400, .rejected), (404, .refused), (301, .refused),
            (429, .limited(.seconds(7))), (500, .failed), (408, .failed),
        ])
    func statuses(status: Int, outcome: NoticeQueue.Outcome) {
        let response = HTTPResponse(status: status, headers: ["Retry-After": "7"], body: [])
        #expect(NoticeQueue.Outcome(response) == outcome)
    }
}
