import GossipCore
import Membership
import Testing

@testable import ViewerHTTP

@Suite("The routes of shardman")
struct BotRouteTests {
    static let session = "01KAK9M3T2ZZZZZZZZZZZZ0007"
    static let secret = "s3cret"
    static let bots = ApplicationID(name: "default")
    static let others = ApplicationID(name: "other bot")

    static func run(
        _ node: FakeNode = FakeNode(), _ body: (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.run(
            node,
            { $0.shardSecrets = [(secret, bots), ("other", others), ("other-new", others)] }, body)
    }

    private static let auth = "Authorization: \(secret)"

    private static func beat(_ server: TestServer, _ body: String, _ headers: String...) async throws
        -> TestAnswer
    {
        try await server.send("POST", "/beat", [auth] + headers, body: Array(body.utf8), token: nil)
    }

    @Test("A connect is answered with shard, pool, session and how long to sleep, and names its application")
    func connect() async throws {
        let id = try #require(SessionID(Self.session))
        try await Self.run(
            FakeNode {
                $0.shard = .connected(id, shard: 7, shards: 16, sleepSeconds: 5.5, promise: .seconds(60))
            }
        ) {
            server in
            let answer = try await server.get("/connect", Self.auth, token: nil)
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "application/json; charset=utf-8")
            #expect(
                answer.text
                    == #"{"shard_id":7,"max_shards":16,"session_id":"\#(Self.session)","sleep_duration":5.5}"#
            )
            _ = try await server.get(
                "/connect", "Authorization: other-new", "Rollcall-Instance: pod-3", token: nil)
            _ = try await server.get("/connect", "Authorization: Bearer other", token: nil)
            #expect(
                server.node.heard.shards == [
                    .connect(Self.bots, instance: nil), .connect(Self.others, instance: "pod-3"),
                    .connect(Self.others, instance: nil),
                ])
        }
    }

    @Test("An instance may have 128 bytes, and not one more")
    func instance() async throws {
        try await Self.run { server in
            let long = String(repeating: "i", count: 129)
            let answer = try await server.get("/connect", Self.auth, "Rollcall-Instance: \(long)", token: nil)
            #expect(answer.status == 422)
            #expect(answer.text.contains(#""loc":["header","rollcall-instance"]"#))
            #expect(server.node.heard.shards.isEmpty)
            let name = String(long.dropLast())
            _ = try await server.get("/connect", Self.auth, "Rollcall-Instance: \(name)", token: nil)
            #expect(server.node.heard.shards == [.connect(Self.bots, instance: name)])
        }
    }

    @Test(
        "What the node says has its status and shape, on each route",
        arguments: [("GET", "/connect"), ("POST", "/beat"), ("GET", "/disconnect"), ("POST", "/identify")])
    func answers(method: String, path: String) async throws {
        let expected: [(ShardAnswer?, Int, String)] = [
            (.done, 204, ""), (.renewed(promise: .seconds(60)), 204, ""),
            (.noShards, 401, #"{"detail":"No Shards Available"}"#),
            (.notFound, 404, #"{"detail":"Session Not Found"}"#),
            (.permit(seconds: 0.5), 200, #"{"permit_seconds":0.5}"#),
            (.unavailable(retryAfter: 4), 503, #"{"detail":""#),
            (nil, 503, #"{"detail":"this node is stopping"#),
        ]
        for (shard, status, text) in expected {
            try await Self.run(FakeNode { $0.shard = shard }) { server in
                let answer = try await server.send(
                    method, path + "?session_id=\(Self.session)", [Self.auth],
                    body: method == "POST" ? Array(#"{"session_id": "\#(Self.session)"}"#.utf8) : [],
                    token: nil)
                #expect(answer.status == status)
                #expect(answer.text.hasPrefix(text) && answer.text.isEmpty == text.isEmpty)
                let runs = shard == .renewed(promise: .seconds(60)) ? "60" : nil
                #expect(answer["rollcall-run-seconds"] == runs)
                #expect(answer["retry-after"] == (status == 503 ? (shard == nil ? "5" : "4") : nil))
            }
        }
    }

    @Test("A beat reaches the node whole, as JSON with any content type and as a form")
    func beat() async throws {
        let json =
            #"{"session_id": "\#(Self.session)", "guild_count": 12, "latency": 0.0421, "extra": {"a": [1, "b c"]}}"#
        let form = "session_id=\(Self.session)&guild_count=12&latency=0.0421&extra=a+b%22"
        let type = "Content-Type: application/x-www-form-urlencoded"
        try await Self.run { server in
            for headers in [[], ["Content-Type: application/json"], [type], ["Content-Type: text/plain"]] {
                let answer = try await server.send(
                    "POST", "/beat", [Self.auth] + headers, body: Array(json.utf8), token: nil)
                #expect((answer.status, answer.text) == (204, ""))
            }
            let answer = try await Self.beat(server, form, type + "; charset=utf-8")
            #expect(answer.status == 204)
            let id = try #require(SessionID(Self.session))
            var report = SessionReport()
            report.guilds = 12
            report.latency = 42_100
            report.extra = Array(#"{"a":[1,"b c"]}"#.utf8)
            var asForm = report
            asForm.extra = Array(#""a b\"""#.utf8)
            #expect(
                server.node.heard.shards
                    == Array(repeating: .beat(Self.bots, id, report), count: 4) + [
                        .beat(Self.bots, id, asForm)
                    ])
        }
    }

    @Test("The example of shardman's page works as it stands: a form with nothing but the session")
    func example() async throws {
        try await Self.run { server in
            let answer = try await Self.beat(
                server, "session_id=\(Self.session)", "Content-Type: application/x-www-form-urlencoded",
                "Accept: application/json")
            #expect(answer.status == 204)
            let id = try #require(SessionID(Self.session))
            #expect(server.node.heard.shards == [.beat(Self.bots, id, SessionReport())])
        }
    }

    @Test(
        "A bad beat gets 422 in the shape of FastAPI, and the node hears nothing",
        arguments: [
            ("", #"{"loc":["body"],"msg":"field required","type":"value_error.missing"}"#),
            ("{", #"{"loc":["body",1],"msg":"this is no JSON","type":"value_error.jsondecode"}"#),
            ("[]", #"{"loc":["body"],"msg":"value is not a valid dict","type":"type_error.dict"}"#),
            (
                #"{"guild_count": "x", "latency": []}"#,
                #"{"loc":["body","session_id"],"msg":"field required","type":"value_error.missing"},"#
                    + #"{"loc":["body","guild_count"],"msg":"value is not a valid integer","type":"type_error.integer"},"#
                    + #"{"loc":["body","latency"],"msg":"value is not a valid float","type":"type_error.float"}"#
            ),
        ])
    func badBeat(body: String, problems: String) async throws {
        try await Self.run { server in
            let answer = try await Self.beat(server, body)
            #expect((answer.status, answer.text) == (422, #"{"detail":[\#(problems)]}"#))
            #expect(server.node.heard.shards.isEmpty)
        }
    }

    @Test("A form without a session, or with an empty one, lacks it")
    func badForm() async throws {
        try await Self.run { server in
            for body in ["guild_count=3", "session_id=", "session_id", "&&"] {
                let answer = try await Self.beat(
                    server, body, "Content-Type: application/x-www-form-urlencoded")
                #expect(answer.status == 422)
                #expect(
                    answer.text.contains(#""loc":["body","session_id"],"msg":"field required""#), "\(body)")
            }
        }
    }

    @Test("A session that is no ULID is not found, and the node is not asked")
    func noULID() async throws {
        try await Self.run { server in
            let answers = [
                try await Self.beat(server, #"{"session_id": "string"}"#),
                try await Self.beat(server, #"{"session_id": 7}"#),
                try await server.get("/disconnect?session_id=string", Self.auth, token: nil),
                try await server.send("POST", "/identify?session_id=", [Self.auth], token: nil),
            ]
            for answer in answers {
                #expect((answer.status, answer.text) == (404, #"{"detail":"Session Not Found"}"#))
            }
            #expect(server.node.heard.shards.isEmpty)
        }
    }

    @Test("Disconnect and identify take the session from the query, identify also from a body")
    func sessions() async throws {
        try await Self.run { server in
            let query = "?session_id=\(Self.session.lowercased())"
            _ = try await server.get("/disconnect" + query, Self.auth, token: nil)
            _ = try await server.send("POST", "/identify" + query, [Self.auth], token: nil)
            for body in ["session_id=\(Self.session)", #"{"session_id":"\#(Self.session)"}"#] {
                _ = try await server.send(
                    "POST", "/identify", [Self.auth, "Content-Type: application/x-www-form-urlencoded"],
                    body: Array(body.utf8), token: nil)
            }
            let id = try #require(SessionID(Self.session))
            let identify = ShardRequest.identify(Self.bots, id)
            #expect(server.node.heard.shards == [.disconnect(Self.bots, id), identify, identify, identify])
            for (method, path) in [("GET", "/disconnect"), ("POST", "/identify")] {
                let answer = try await server.send(method, path, [Self.auth], token: nil)
                let missing =
                    #"{"loc":["query","session_id"],"msg":"field required","type":"value_error.missing"}"#
                #expect((answer.status, answer.text) == (422, #"{"detail":[\#(missing)]}"#))
            }
        }
    }
}
