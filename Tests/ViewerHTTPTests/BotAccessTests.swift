import GossipCore
import Membership
import NIOCore
import Testing

@testable import ViewerHTTP

@Suite("Secrets of bots")
struct BotAccessTests {
    private static let routes = [
        ("GET", "/connect"), ("POST", "/beat"), ("GET", "/disconnect"), ("POST", "/identify"),
    ]

    private static func expect(_ status: Int, _ answer: TestAnswer) { #expect(answer.status == status) }

    @Test("A request without the header is told so in FastAPI's words, whatever its body", arguments: routes)
    func missing(method: String, path: String) async throws {
        try await BotRouteTests.run { server in
            let answer = try await server.send(method, path, body: Array("{".utf8), token: nil)
            #expect(answer.status == 422)
            #expect(answer["content-type"] == "application/json; charset=utf-8")
            #expect(
                answer.text
                    == #"{"detail":[{"loc":["header","authorization"],"msg":"field required","type":"value_error.missing"}]}"#
            )
        }
    }

    @Test("A wrong secret is refused before the body is looked at", arguments: routes)
    func wrong(method: String, path: String) async throws {
        try await BotRouteTests.run { server in
            for secret in ["", "s3cre", "s3cret ?", "Bearer", "Bearer x", "Basic s3cret", TestServer.token] {
                let answer = try await server.send(
                    method, path, ["Authorization: \(secret)"], body: Array("{".utf8), token: nil)
                #expect((answer.status, answer.text) == (403, #"{"detail":"Invalid Token"}"#), "\(secret)")
            }
            #expect(server.node.heard.shards.isEmpty)
        }
    }

    @Test("Without configured secrets every one is the default application's, but there must be one")
    func open() async throws {
        try await TestServer.run { server in
            Self.expect(204, try await server.get("/connect", "Authorization: SECRET", token: nil))
            Self.expect(422, try await server.get("/connect", token: nil))
            #expect(server.node.heard.shards == [.connect(BotRouteTests.bots, instance: nil)])
        }
    }

    @Test("An empty secret in the configuration opens nothing")
    func emptySecret() async throws {
        try await TestServer.run(FakeNode(), { $0.shardSecrets = [("", BotRouteTests.bots)] }) { server in
            for header in ["Authorization: ", "Authorization: x", "Authorization: Bearer "] {
                Self.expect(403, try await server.get("/connect", header, token: nil))
            }
        }
    }

    @Test("Wrong secrets of an address beyond the limit cost it a wait, but never one of this host")
    func guesses() throws {
        var configuration = ViewerConfiguration(host: "", port: 0, version: "")
        configuration.shardSecrets = [("right", BotRouteTests.bots)]
        let gate = ShardGate(configuration)
        let second: UInt64 = 1_000_000_000
        func refusal(_ secret: String, from address: String, at now: UInt64) throws -> String? {
            let key = LimitKey.of(try SocketAddress(ipAddress: address, port: 1))
            switch gate.verdict(on: secret, .beat, remoteKey: key, now: now) {
            case .application(let application):
                #expect(application == BotRouteTests.bots)
                return nil
            case .refused(let reply): return reply.body.map { String(buffer: $0) }
            }
        }
        let (wrong, tooMany) = (#"{"detail":"Invalid Token"}"#, #"{"detail":"too many wrong tokens"}"#)
        let now = 1_000 * second
        for _ in 0..<ViewerLimits.wrongSecretsMax {
            for address in ["10.0.0.1", "127.0.0.1", "::1"] {
                #expect(try refusal("wrong", from: address, at: now) == wrong)
            }
        }
        #expect(try refusal("right", from: "10.0.0.1", at: now) == tooMany)
        for address in ["127.0.0.1", "::1", "10.0.0.2"] {
            #expect(try refusal("right", from: address, at: now) == nil)
        }
        #expect(try refusal("right", from: "10.0.0.1", at: now + second) == nil)
    }

    @Test("Another method is not allowed, and HEAD takes no shard")
    func methods() async throws {
        let expected = [
            ("POST", "/connect", "GET"), ("HEAD", "/connect", "GET"), ("HEAD", "/disconnect", "GET"),
            ("GET", "/beat", "POST"), ("GET", "/identify", "POST"), ("POST", "/status", "GET, HEAD"),
        ]
        try await BotRouteTests.run { server in
            for (method, path, allow) in expected {
                let answer = try await server.send(method, path, ["Authorization: s3cret"], token: nil)
                #expect((answer.status, answer["allow"]) == (405, allow), "\(method) \(path)")
                if method != "HEAD" { #expect(answer.text == #"{"detail":"Method Not Allowed"}"#) }
            }
            #expect(server.node.heard.shards.isEmpty)
        }
    }

    @Test("A body that is too large is refused in JSON, and a right secret alone learns that")
    func tooLarge() async throws {
        try await BotRouteTests.run { server in
            let connection = try TestConnection(port: server.port)
            let head =
                "POST /beat HTTP/1.1\r\nHost: x\r\nAuthorization: s3cret\r\nContent-Length: 5000000\r\n\r\n"
            let answer = try await connection.exchange(Array(head.utf8))
            #expect((answer.status, answer.text) == (413, #"{"detail":"the body is over 4 MiB"}"#))
        }
    }

    @Test("The status is open, shows the application whose secret comes along, and can be protected")
    func status() async throws {
        let node = FakeNode()
        node.show { $0.pools = [.sample(), .sample(name: "other bot", shards: 2, holders: [])] }
        try await BotRouteTests.run(node) { server in
            let open = try await server.get("/status", token: nil)
            #expect(open.status == 200)
            #expect(
                open.text
                    == #"{"total_shards":4,"shards":[{"shard_id":0,"last_beat":"2026-11-21T08:58:12.238Z","#
                    + #""guild_count":1200,"latency":0.0421,"extra":{"a":1}},"#
                    + #"{"shard_id":2,"last_beat":"2026-11-21T08:58:12.238Z","guild_count":null,"latency":null,"#
                    + #""extra":null}]}"#)
            let other = try await server.get("/status", "Authorization: other", token: nil)
            #expect(other.text == #"{"total_shards":2,"shards":[]}"#)
            Self.expect(403, try await server.get("/status", "Authorization: wrong", token: nil))
        }
        try await TestServer.run(node, { $0.protectsStatus = true }) { server in
            Self.expect(422, try await server.get("/status", token: nil))
            Self.expect(200, try await server.get("/status", "Authorization: x", token: nil))
        }
    }
}
