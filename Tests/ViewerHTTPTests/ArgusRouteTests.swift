import GossipCore
import Membership
import Testing

@testable import ViewerHTTP

@Suite("The routes of Argus")
struct ArgusRouteTests {
    @Test("A registration is answered with number, lease and settled, and reaches the node whole")
    func register() async throws {
        try await TestServer.run { server in
            let answer = try await server.post(
                "/fleet/register",
                #"{"identity": "bot-1", "fleet": "asia", "version": "0.4.2", "scrape_target": "h:1", "lease": "old"}"#
            )
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "application/json; charset=utf-8")
            let lease = String(repeating: "L", count: 43)
            #expect(answer.text == #"{"number":3,"lease":"\#(lease)","settled":true}"#)
            #expect(
                server.node.heard.registrations == [
                    Registration(
                        identity: "bot-1", fleet: "asia", version: "0.4.2", scrapeTarget: "h:1", lease: "old")
                ])
        }
    }

    @Test("A pending registration has no number and is not settled")
    func pending() async throws {
        try await TestServer.run(FakeNode { $0.register = .pending(lease: "L") }) { server in
            let answer = try await server.post("/fleet/register", #"{"identity": "bot-1"}"#)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"number":null,"lease":"L","settled":false}"#)
            #expect(server.node.heard.registrations.first?.fleet == "default")
        }
    }

    @Test(
        "What the node refuses gets its status and sentence",
        arguments: [
            (Answer.Register.capReached, 403, "fleet cluster cap reached\n"),
            (.leasedToAnother, 409, "identity is leased to another holder\n"),
        ])
    func refusedRegistration(answer: Answer.Register, status: Int, text: String) async throws {
        try await TestServer.run(FakeNode { $0.register = answer }) { server in
            let answer = try await server.post("/fleet/register", #"{"identity": "bot-1"}"#)
            #expect((answer.status, answer.text) == (status, text))
            #expect(answer["content-type"] == "text/plain; charset=utf-8")
        }
    }

    @Test("A beat is answered with an empty 204, and its digest reaches the node")
    func beat() async throws {
        try await TestServer.run { server in
            let answer = try await server.post(
                "/fleet/heartbeat",
                #"""
                {"identity": "bot-1", "lease": "l", "snapshot": {"metrics": {"f": {"samples": [
                {"name": "discord_guilds", "labels": {}, "value": 12.0}]}}}}
                """#)
            #expect(answer.status == 204)
            #expect(answer.body.isEmpty)
            #expect(answer["content-type"] == nil)
            let beat = try #require(server.node.heard.beats.first)
            #expect((beat.identity, beat.lease, beat.digest?.guilds) == ("bot-1", "l", 12))
        }
    }

    @Test("A beat that the node takes unasked is answered with 204, too")
    func takenBeat() async throws {
        // Asked, this node would refuse.
        let node = FakeNode {
            $0.takesBeats = true
            $0.heartbeat = .unknownIdentity
        }
        try await TestServer.run(node) { server in
            let answer = try await server.post("/fleet/heartbeat", #"{"identity": "bot-1"}"#)
            #expect(answer.status == 204)
            #expect(server.node.heard.beats.first?.identity == "bot-1")
        }
    }

    @Test(
        "A node that stops says so with 503 and Retry-After, not with an answer that it does not have",
        arguments: ["/fleet/register", "/fleet/heartbeat", "/v1/members/n/forget"])
    func stopping(path: String) async throws {
        let node = FakeNode {
            $0.register = nil
            $0.heartbeat = nil
            $0.forget = nil
        }
        try await TestServer.run(node) { server in
            let answer = try await server.post(path, #"{"identity": "bot-1"}"#)
            #expect(answer.status == 503)
            #expect(answer["retry-after"] == "5")
        }
    }

    @Test(
        "A beat that the node refuses gets its status and sentence",
        arguments: [
            (Answer.Heartbeat.unknownIdentity, 404, "unknown identity: register first\n"),
            (.leasedToAnother, 409, "identity is leased to another holder\n"),
        ])
    func refusedBeat(answer: Answer.Heartbeat, status: Int, text: String) async throws {
        try await TestServer.run(FakeNode { $0.heartbeat = answer }) { server in
            let answer = try await server.post("/fleet/heartbeat", #"{"identity": "bot-1"}"#)
            #expect((answer.status, answer.text) == (status, text))
        }
    }

    @Test(
        "A bad body gets 400 and a sentence, on both routes",
        arguments: ["/fleet/register", "/fleet/heartbeat"],
        [
            ("", "invalid JSON body\n"), ("{", "invalid JSON body\n"), ("[1]", "expected a JSON object\n"),
            ("{}", "identity required\n"), (#"{"identity": ""}"#, "identity required\n"),
            (#"{"identity": "\u0000"}"#, "identity must not hold a NUL character\n"),
        ])
    func badBody(path: String, body: (String, String)) async throws {
        try await TestServer.run { server in
            let answer = try await server.post(path, body.0)
            #expect((answer.status, answer.text) == (400, body.1))
        }
    }

    @Test("The view has Argus's keys, leaves pending clusters out, and prints times as Python does")
    func view() async throws {
        try await TestServer.run { server in
            let answer = try await server.get("/api/fleet/view")
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "application/json; charset=utf-8")
            let metrics =
                #""latency_seconds":0.0423,"shards_up":1.0,"guilds":10.0,"cached_users":0.0,"#
                + #""interactions_rate":0.0,"error_rate":0.0,"duration_p95_seconds":0.0,"#
                + #""ratelimits_rate":0.0,"uptime_seconds":0.0"#
            let eu =
                #"{"number":1,"identity":"eu-one","fleet":"eu","status":"up","#
                + #""last_seen":"2026-11-21T08:58:12.238000+00:00","metrics":{\#(metrics)},"shards":["#
                + #"{"shard_id":"0","status":"up","latency_seconds":0.125},"#
                + #"{"shard_id":"1","status":"down","latency_seconds":0.0}]}"#
            #expect(answer.text.hasPrefix(#"{"generated_at":"2026-11-21T08:58:12.238000+00:00","fleets":["#))
            #expect(
                answer.text.contains(
                    #"{"name":"eu","clusters_up":1,"clusters_total":1,"rollup":{\#(metrics)},"clusters":[\#(eu)]}"#
                ))
            #expect(answer.text.contains(#""number":2,"identity":"asia-two","fleet":"asia","status":"down""#))
            #expect(!answer.text.contains("asia-new"))
        }
    }

    @Test("One cluster is found by fleet and number, with its history")
    func cluster() async throws {
        try await TestServer.run { server in
            let answer = try await server.get("/api/fleet/cluster?fleet=asia&number=02")
            #expect(answer.status == 200)
            #expect(answer.text.hasPrefix(#"{"cluster":{"number":2,"identity":"asia-two","#))
            #expect(
                answer.text.contains(
                    #""history":[{"t":"2026-11-21T08:58:12.238000+00:00","metrics":{"latency_seconds":0.0423,"#
                ))
        }
    }

    @Test(
        "A question without fleet and number is refused",
        arguments: [
            "", "?fleet=asia", "?number=1", "?fleet=&number=1", "?fleet=asia&number=", "?fleet=asia&number=x",
            "?fleet=asia&number=-1", "?fleet=asia&number=+1", "?fleet=asia&number=%C2%B2",
        ])
    func clusterQuestion(query: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.get("/api/fleet/cluster\(query)")
            #expect((answer.status, answer.text) == (400, "fleet and numeric number required\n"))
        }
    }

    @Test(
        "A cluster that is not there is not found, and pending ones have no number to be found by",
        arguments: [
            "?fleet=asia&number=3", "?fleet=nowhere&number=1", "?fleet=asia&number=99999999999999999999",
        ])
    func noCluster(query: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.get("/api/fleet/cluster\(query)")
            #expect((answer.status, answer.text) == (404, "cluster not found\n"))
        }
    }

    @Test("A fleet's NFC and NFD spellings are two names")
    func spellings() async throws {
        let node = FakeNode()
        node.show { $0.fleets[0].name = "caf\u{E9}" }
        try await TestServer.run(node) { server in
            let composed = try await server.get("/api/fleet/cluster?fleet=caf%C3%A9&number=1")
            let decomposed = try await server.get("/api/fleet/cluster?fleet=cafe%CC%81&number=1")
            #expect((composed.status, decomposed.status) == (200, 404))
        }
    }

    @Test("Targets are what Prometheus's HTTP discovery reads")
    func targets() async throws {
        let node = FakeNode()
        node.show {
            $0.fleets[0].clusters[1] = FleetPicture.cluster("asia-two", "asia", number: 2, scrapeTarget: "")
        }
        try await TestServer.run(node) { server in
            let answer = try await server.get("/api/fleet/targets")
            let target = { (identity: String, fleet: String) in
                #"{"targets":["10.0.0.1:9191"],"labels":{"cluster":"\#(identity)","fleet":"\#(fleet)","#
                    + #""__metrics_path__":"/metrics"}}"#
            }
            #expect(answer.text == "[" + target("asia-one", "asia") + "," + target("eu-one", "eu") + "]")
        }
    }

    @Test("The configuration is told, with a whole interval as an integer")
    func config() async throws {
        try await TestServer.run { server in
            let answer = try await server.get("/api/config")
            #expect(
                answer.text
                    == #"{"fleet":true,"namespace":"discord","version":"1.2.3","auth_required":true,"#
                    + #""analytics_enabled":false,"interval":15}"#)
        }
    }

    @Test("Health and readiness are open")
    func health() async throws {
        try await TestServer.run { server in
            for (path, text) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
                let answer = try await server.get(path, token: nil)
                #expect((answer.status, answer.text) == (200, text))
            }
        }
    }

    @Test("Several slashes at the start are one, as clients send whose URL ends in a slash")
    func doubleSlash() async throws {
        try await TestServer.run { server in
            let answer = try await server.post("//fleet/heartbeat", #"{"identity": "a"}"#)
            #expect(answer.status == 204)
        }
    }
}
