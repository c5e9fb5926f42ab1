import GossipCore
import Membership
import Testing

@testable import ViewerHTTP

@Suite("The native routes")
struct NativeRouteTests {
    @Test("The status tells of this node, its members and its traffic")
    func status() async throws {
        try await TestServer.run { server in
            let answer = try await server.get("/v1/status")
            #expect(answer.status == 200)
            #expect(
                answer.text.hasPrefix(
                    #"{"name":"node-a","node_id":"0123456789abcdeffedcba9876543210","version":"1.2.3","#
                        + #""region":"asia","started_at":"2026-11-21T08:58:12.238Z","#
                        + #""members":{"alive":1,"suspect":1,"dead":1,"left":1},"#
                        + #""epoch":null,"voters":[],"has_majority":true,"lineage":null,"#))
            #expect(answer.text.contains(#""map":{"entries":12,"fingerprint":"feed000000000001"}"#))
            #expect(answer.text.contains(#""sent_bytes":1000,"received_bytes":2000,"#))
            #expect(answer.text.contains(#""forged":5,"#))
        }
    }

    @Test("Members are listed with state and address, forgotten ones are not")
    func members() async throws {
        try await TestServer.run { server in
            let answer = try await server.get("/v1/members")
            #expect(
                answer.text.hasPrefix(
                    #"[{"name":"node-a","node_id":"0123456789abcdeffedcba9876543210","#
                        + #""address":"10.0.0.1:9189","http":"10.0.0.1:9190","region":"asia","version":null,"#
                        + #""state":"alive","incarnation":3,"voter":false,"since":"2026-11-21T08:58:12.238Z","#
                        + #""rtt_seconds":null,"max_seconds":60.0,"lease_grace":10.0,"group_keys":null},"#
                ))
            #expect(answer.text.contains(#""state":"left","#))
            #expect(answer.text.contains(#""rtt_seconds":0.002,"max_seconds":null,"lease_grace":null,"#))
            #expect(!answer.text.contains("node-e"))
        }
    }

    @Test("The fleets tell what Argus's view cannot: pending clusters and why one is down")
    func fleets() async throws {
        try await TestServer.run { server in
            let answer = try await server.get("/v1/fleets")
            #expect(
                answer.text.hasPrefix(
                    #"{"generated_at":"2026-11-21T08:58:12.238Z","node":"node-a","global":{"clusters_up":3,"#
                        + #""clusters_down":1,"clusters_pending":1,"clusters_total":4,"rollup":{"#))
            #expect(
                answer.text.contains(
                    #"{"number":null,"pending":true,"pending_reason":"deciding","identity":"asia-new","#
                        + #""fleet":"asia","status":"up","down_reason":null,"since":"2026-11-21T08:58:12.238Z","#
                        + #""last_seen":"2026-11-21T08:58:12.238Z","home":"node-a","#
                        + #""home_id":"0123456789abcdeffedcba9876543210","version":"0.4.2","#
                        + #""scrape_target":"10.0.0.1:9191","#))
            #expect(answer.text.contains(#""status":"down","down_reason":"node dead","#))
            #expect(answer.text.contains(#"{"shard_id":"1","status":"down","latency_seconds":null}"#))
        }
    }

    @Test("Metrics are Prometheus text, and count the requests before them")
    func metrics() async throws {
        try await TestServer.run { server in
            _ = try await server.post("/fleet/heartbeat", #"{"identity": "a"}"#)
            _ = try await server.get("/nope")
            let answer = try await server.get("/metrics")
            #expect(answer["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = Set(answer.text.split(separator: "\n").map { String($0) })
            for line in [
                #"rollcall_members{state="dead"} 1"#, #"rollcall_clusters{fleet="asia",state="up"} 1"#,
                #"rollcall_clusters{fleet="asia",state="down"} 1"#,
                #"rollcall_clusters{fleet="asia",state="pending"} 1"#, "rollcall_map_entries 12",
                #"rollcall_gossip_bytes_total{direction="received"} 2000"#,
                #"rollcall_gossip_dropped_total{reason="forged"} 5"#, "# TYPE rollcall_members gauge",
                #"rollcall_http_requests_total{route="/fleet/heartbeat",status="204"} 1"#,
                #"rollcall_http_requests_total{route="refused",status="404"} 1"#,
            ] {
                #expect(lines.contains(line), "\(line)")
            }
        }
    }

    @Test("A fleet's name cannot break out of its label")
    func metricLabels() async throws {
        let node = FakeNode()
        node.show { $0.fleets[0].name = "a\"} 1\nb\\" }
        try await TestServer.run(node) { server in
            let answer = try await server.get("/metrics")
            #expect(answer.text.contains(#"rollcall_clusters{fleet="a\"} 1\nb\\",state="up"} 1"#))
        }
    }

    @Test("Leaving is asked of the node")
    func leave() async throws {
        try await TestServer.run { server in
            let answer = try await server.post("/v1/leave")
            #expect(answer.status == 204)
            #expect(server.node.heard.leaves == 1)
        }
    }

    @Test("Draining is asked of the node, by POST with a token")
    func drain() async throws {
        try await TestServer.run { server in
            let drained = try await server.post("/v1/drain")
            #expect(drained.status == 204)
            #expect(server.node.heard.drains == 1)
            let refused = [
                try await server.post("/v1/drain", token: nil), try await server.get("/v1/drain"),
            ]
            #expect(refused.map(\.status) == [401, 405])
            #expect(server.node.heard.drains == 1)
        }
    }

    @Test(
        "Forgetting names the member, decoded, and answers with its fate",
        arguments: [
            (Answer.Forget.forgotten, 204, ""), (.noSuchMember, 404, #"{"detail":"no such member"}"#),
            (
                .stillAlive, 409,
                #"{"detail":"this member is alive: only a dead or left one can be forgotten"}"#
            ),
        ])
    func forget(fate: Answer.Forget, status: Int, text: String) async throws {
        try await TestServer.run(FakeNode { $0.forget = fate }) { server in
            let answer = try await server.post("/v1/members/node%20%C3%BC/forget")
            #expect((answer.status, answer.text) == (status, text))
            #expect(server.node.heard.forgotten == ["node ü"])
        }
    }

    @Test("Errors under /v1 are JSON with a detail")
    func errors() async throws {
        try await TestServer.run { server in
            let missing = try await server.get("/v1/nope")
            #expect((missing.status, missing.text) == (404, #"{"detail":"not found"}"#))
            let method = try await server.post("/v1/status")
            #expect((method.status, method.text) == (405, #"{"detail":"method not allowed"}"#))
            let stranger = try await server.get("/v1/status", token: nil)
            #expect((stranger.status, stranger.text) == (401, #"{"detail":"unauthorized"}"#))
            #expect(stranger["content-type"] == "application/json; charset=utf-8")
        }
    }
}
