import Membership
import Testing

@testable import ViewerHTTP

@Suite("Limits")
struct LimitTests {
    @Test("Reads are limited by address, before the token is looked at, and health is not")
    func reads() async throws {
        try await TestServer.run(FakeNode(), { $0.readLimit = 3 }) { server in
            #expect(try await server.get("/api/config", token: nil).status == 401)
            #expect(try await server.get("/v1/status").status == 200)
            #expect(try await server.send("HEAD", "/nope").status == 404)
            let text = try await server.get("/api/config")
            #expect((text.status, text.text) == (429, "read rate exceeded\n"))
            let wait = try #require(text["retry-after"].flatMap { Int($0) })
            #expect((1...20).contains(wait))
            let json = try await server.get("/v1/status")
            #expect((json.status, json.text) == (429, #"{"detail":"read rate exceeded"}"#))
            for path in ["/healthz", "/readyz"] { #expect(try await server.get(path).status == 200) }
            #expect(try await server.post("/fleet/heartbeat", #"{"identity": "a"}"#).status == 204)
        }
    }

    @Test("Registrations are limited by address, and bad bodies do not count")
    func registrations() async throws {
        try await TestServer.run(FakeNode(), { $0.registerLimit = 2 }) { server in
            for (body, status) in [("{}", 400), (#"{"identity": "a"}"#, 200), (#"{"identity": "b"}"#, 200)] {
                let answer = try await server.post("/fleet/register", body)
                #expect(answer.status == status)
            }
            let answer = try await server.post("/fleet/register", #"{"identity": "c"}"#)
            #expect((answer.status, answer.text) == (429, "register rate exceeded\n"))
            let wait = try #require(answer["retry-after"].flatMap { Int($0) })
            #expect((1...30).contains(wait))
            #expect(server.node.heard.registrations.map { $0.identity } == ["a", "b"])
        }
    }

    @Test("Beats are limited by identity, and two spellings are two identities")
    func beats() async throws {
        try await TestServer.run(FakeNode(), { $0.beatLimit = 1 }) { server in
            for identity in ["a", "caf\u{E9}", "cafe\u{301}"] {
                #expect(
                    try await server.post("/fleet/heartbeat", #"{"identity": "\#(identity)"}"#).status == 204)
            }
            let answer = try await server.post("/fleet/heartbeat", #"{"identity": "a"}"#)
            #expect((answer.status, answer.text) == (429, "heartbeat rate exceeded\n"))
            let wait = try #require(answer["retry-after"].flatMap { Int($0) })
            #expect((1...60).contains(wait))
        }
    }
}

@Suite("The rate limiter")
struct RateLimiterTests {
    private static let second: UInt64 = 1_000_000_000

    @Test("A full bucket gives a whole minute's worth at once, then one each time it refills")
    func bucket() {
        let limiter = RateLimiter(perMinute: 60)
        let start = 1_000 * Self.second
        for _ in 0..<60 { #expect(limiter.take(1, now: start) == nil) }
        #expect(limiter.take(1, now: start) == 1)
        #expect(limiter.take(1, now: start + Self.second - 1) == 1)
        #expect(limiter.take(1, now: start + Self.second) == nil)
        #expect(limiter.take(1, now: start + Self.second) == 1)
        // A minute later it is full again, and not more than full.
        let later = start + 120 * Self.second
        for _ in 0..<60 { #expect(limiter.take(1, now: later) == nil) }
        #expect(limiter.take(1, now: later) == 1)
    }

    @Test("Keys do not touch each other")
    func keys() {
        let limiter = RateLimiter(perMinute: 1)
        #expect(limiter.take(1, now: 0) == nil)
        #expect(limiter.take(2, now: 0) == nil)
        #expect(limiter.take(1, now: 0) == 60)
    }

    @Test("Zero is no limit, and remembers nobody")
    func off() {
        let limiter = RateLimiter(perMinute: 0)
        for key in 0..<1_000 as Range<UInt64> { #expect(limiter.take(key, now: 0) == nil) }
        #expect(limiter.count == 0)
    }

    @Test("A flood of keys does not grow it, and does not free one that used its minute up")
    func flood() {
        let limiter = RateLimiter(perMinute: 10)
        for _ in 0..<10 { #expect(limiter.take(0, now: 0) == nil) }
        for key in 1...100_000 as ClosedRange<UInt64> {
            #expect(limiter.take(key, now: key) == nil)
            if limiter.count > RateLimiter.keysMax {
                Issue.record("\(limiter.count) keys")
                break
            }
        }
        #expect(limiter.take(0, now: 100_001) == 6)
    }
}
