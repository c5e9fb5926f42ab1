import Testing

@testable import ViewerHTTP

@Suite("Who may")
struct AccessTests {
    @Test(
        "Without a right token every path but the open ones is unauthorized, whether it exists or not",
        arguments: [
            "/api/fleet/view", "/fleet/register", "/v1x", "/nope", "/", "/metrics", "/%zz", "/../etc/passwd",
        ])
    func strangers(path: String) async throws {
        try await TestServer.run { server in
            for token in [nil, "wrong", "a-toke", "a-tokenn", "A-TOKEN"] {
                let answer = try await server.get(path, token: token)
                #expect((answer.status, answer.text) == (401, "unauthorized\n"))
                #expect(answer["www-authenticate"] == "Bearer")
            }
        }
    }

    @Test("The bodies of strangers are never looked at")
    func strangersBody() async throws {
        try await TestServer.run { server in
            let answer = try await server.post("/fleet/register", "nonsense", token: "wrong")
            #expect((answer.status, answer.text) == (401, "unauthorized\n"))
            #expect(server.node.heard.registrations.isEmpty)
        }
    }

    @Test(
        "The header wins over the query; another scheme falls back to it",
        arguments: [
            ("Bearer a-token", "wrong", 200), ("Bearer wrong", "a-token", 401),
            ("Basic eA==", "a-token", 200),
            ("bearer a-token", nil, 401), ("bearer wrong", "a-token", 200),
            ("Bearer  a-token", "a-token", 401),
            ("Bearer ", nil, 401), (nil, "a-token", 200), (nil, "a%2Dtoken", 200), (nil, "", 401),
            (nil, "wrong", 401),
        ] as [(String?, String?, Int)])
    func precedence(header: String?, query: String?, status: Int) async throws {
        try await TestServer.run { server in
            let path = "/api/config" + (query.map { "?token=" + $0 } ?? "")
            let headers = header.map { ["Authorization: " + $0] } ?? []
            let answer = try await server.send("GET", path, headers, token: nil)
            #expect(answer.status == status)
        }
    }

    @Test("While tokens are rotated, each of them is good")
    func rotation() async throws {
        try await TestServer.run(FakeNode(), { $0.viewerTokens = ["old", "new"] }) { server in
            for (token, status) in [("old", 200), ("new", 200), ("old,new", 401), ("a-token", 401)] {
                let answer = try await server.get("/api/config", token: token)
                #expect(answer.status == status)
            }
        }
    }

    @Test("Each half's tokens open that half alone")
    func halves() async throws {
        let split: (inout ViewerConfiguration) -> Void = {
            $0.ingestTokens = ["bots"]
            $0.viewerTokens = ["people"]
        }
        try await TestServer.run(FakeNode(), split) { server in
            for (token, write, read) in [("bots", 204, 401), ("people", 401, 200)] {
                let beat = try await server.post("/fleet/heartbeat", #"{"identity": "a"}"#, token: token)
                #expect(beat.status == write)
                #expect(try await server.get("/v1/status", token: token).status == read)
            }
        }
    }

    @Test("Without configured tokens everything is open")
    func open() async throws {
        let none: (inout ViewerConfiguration) -> Void = {
            $0.ingestTokens = []
            $0.viewerTokens = []
        }
        try await TestServer.run(FakeNode(), none) { server in
            let config = try await server.get("/api/config", token: nil)
            #expect(config.text.contains(#""auth_required":false"#))
            #expect(try await server.post("/v1/leave", token: nil).status == 204)
        }
    }

    @Test("A token in the page's address is traded for a cookie, and the rest of the address is kept")
    func cookie() async throws {
        try await TestServer.run(FakeNode(), { $0.viewerTokens = ["s p;c"] }) { server in
            let trade = try await server.get("/?a=1&token=s%20p;c&b=2", token: nil)
            #expect(trade.status == 303)
            #expect(trade["location"] == "/?a=1&b=2")
            let cookie = try #require(trade["set-cookie"])
            #expect(cookie == "rollcall_token=s%20p%3bc; Path=/; HttpOnly; SameSite=Strict")
            #expect(trade["cache-control"] == "no-store")
            let header = "Cookie: other=1; \(cookie.prefix { $0 != ";" }); last=2"
            #expect(try await server.get("/v1/fleets", header, token: nil).status == 200)
            #expect(try await server.get("/", header, token: nil).status == 200)
        }
    }

    @Test("A cookie reads, and changes nothing: browsers send it whoever asks them to")
    func cookieWrites() async throws {
        try await TestServer.run { server in
            let cookie = "Cookie: rollcall_token=a-token"
            let read = try await server.get("/v1/status", cookie, token: nil)
            let leave = try await server.post("/v1/leave", "", cookie, token: nil)
            let forget = try await server.post("/v1/members/b/forget", "", cookie, token: nil)
            #expect((read.status, leave.status, forget.status) == (200, 401, 401))
            #expect(server.node.heard.leaves == 0)
        }
    }

    @Test(
        "A post that another site told the browser to send is refused, even where no token is needed",
        arguments: [
            ("Origin: http://evil.example", 403), ("Origin: null", 403), ("Sec-Fetch-Site: cross-site", 403),
            ("Sec-Fetch-Site: same-site", 403), ("Origin: http://127.0.0.1", 204),
            ("Sec-Fetch-Site: same-origin", 204), ("Sec-Fetch-Site: none", 204), ("X-Nothing: 1", 204),
            ("Origin: https://listed.example", 204),
        ])
    func crossSite(header: String, status: Int) async throws {
        let open: (inout ViewerConfiguration) -> Void = {
            $0.viewerTokens = []
            $0.corsOrigins = ["https://listed.example"]
        }
        try await TestServer.run(FakeNode(), open) { server in
            let answer = try await server.post("/v1/leave", "", header, token: nil)
            #expect(answer.status == status)
            #expect(server.node.heard.leaves == (status == 204 ? 1 : 0))
        }
    }

    @Test("A browser without a token is asked for one, with a page")
    func signIn() async throws {
        try await TestServer.run { server in
            let answer = try await server.get("/", "Accept: text/html,*/*;q=0.8", token: nil)
            #expect(answer.status == 401)
            #expect(answer["content-type"] == "text/html; charset=utf-8")
            #expect(answer.text.contains(#"name="token""#))
        }
    }

    @Test("Listed sites may read, others are told nothing, and a preflight needs no token")
    func cors() async throws {
        try await TestServer.run(FakeNode(), { $0.corsOrigins = ["https://ui.example"] }) { server in
            let ask = { (origin: String) async throws in
                try await server.send(
                    "OPTIONS", "/api/fleet/view",
                    ["Origin: \(origin)", "Access-Control-Request-Method: GET"],
                    token: nil)
            }
            let listed = try await ask("https://ui.example")
            #expect(listed.status == 204)
            #expect(listed["access-control-allow-origin"] == "https://ui.example")
            #expect(listed["access-control-allow-headers"] == "Authorization, Content-Type")
            #expect(listed["vary"] == "Origin")
            let other = try await ask("https://evil.example")
            #expect(other.status == 204)
            #expect(other["access-control-allow-origin"] == nil)
            for path in [
                "/api/fleet/view", "/api/config", "/v1/status", "/api/fleet/cluster?fleet=eu&number=1",
            ] {
                let read = try await server.get(path, "Origin: https://ui.example")
                #expect(read["access-control-allow-origin"] == "https://ui.example")
                let stranger = try await server.get(path, "Origin: https://evil.example")
                #expect(stranger.status == 200)
                #expect(stranger["access-control-allow-origin"] == nil)
            }
        }
    }

    @Test("Every answer with a body carries the security headers")
    func securityHeaders() async throws {
        try await TestServer.run { server in
            for path in ["/healthz", "/api/fleet/view", "/", "/nope", "/v1/nope", "/assets/main.js"] {
                let answer = try await server.get(path)
                #expect(answer["x-content-type-options"] == "nosniff", "\(path)")
                #expect(answer["x-frame-options"] == "DENY")
                #expect(answer["referrer-policy"] == "no-referrer")
                let policy = try #require(answer["content-security-policy"])
                #expect(policy.contains("default-src 'none'"))
                #expect(policy.contains("frame-ancestors 'none'"))
                #expect(answer["date"]?.hasSuffix(" GMT") == true)
            }
        }
    }
}
