import GossipCore
import Membership
import Testing

@testable import ViewerHTTP

@Suite("The board of shards")
struct ShardsDocumentTests {
    private static let at = #""2026-11-21T08:58:12.238Z""#

    private static func node() -> FakeNode {
        var picture = FleetPicture.sample()
        picture.pools = [.sample(), ShardPool(application: BotRouteTests.others, name: "other bot")]
        return FakeNode(picture)
    }

    @Test("Each shard has a row: who has it, for how long, and what its bot says")
    func whole() async throws {
        try await TestServer.run(Self.node()) { server in
            let answer = try await server.get("/v1/shards")
            #expect(answer.status == 200)
            let at = Self.at
            let expected = [
                #""partial":false,"applications":[{"name":"default","total_shards":4,"max_concurrency":1,"#,
                #""identify":{"total":1000,"left":990,"reset_at":\#(at)}"#,
                #""counts":{"held":2,"grace":1,"lost":0,"free":1},"has_majority":true,"columns":["shard_id","#,
                #""rows":[[0,"held","node-a","asia-one","asia",1,60,1200,0.0421,\#(at),\#(at)],"#,
                #"[1,"grace","node-a",null,null,null,70,null,null,\#(at),\#(at)],"#,
                #"[3,"free",null,null,null,null,null,null,null,\#(at),null]]}"#,
                #"{"name":"other bot","total_shards":null,"#, #""rows":[]}]}"#,
            ]
            for text in expected { #expect(answer.text.contains(text), "\(text)") }
        }
    }

    @Test("It is made once for each picture, and needs a viewer's token")
    func cached() async throws {
        try await TestServer.run(Self.node()) { server in
            let tag = try #require(try await server.get("/v1/shards")["etag"])
            let same = try await server.get("/v1/shards", "If-None-Match: \(tag)")
            #expect(same.status == 304)
            server.node.show { $0.pools[0].holders[0].state = .lost }
            let newer = try await server.get("/v1/shards", "If-None-Match: \(tag)")
            #expect(newer.status == 200)
            #expect(newer.text.contains(#"[0,"lost","node-a","#))
            let stranger = try await server.get("/v1/shards", token: nil)
            #expect(stranger.status == 401)
        }
    }

    @Test("With a cursor only rows come that changed since; a pool that grew is told anew")
    func deltas() async throws {
        try await TestServer.run(Self.node()) { server in
            func cursor(_ text: String) throws -> String {
                String(try #require(text.firstMatch(of: /"cursor":"([^"]+)"/)?.1))
            }
            let first = try cursor(try await server.get("/v1/shards").text)
            let none = try await server.get("/v1/shards?since=\(first)").text
            #expect(none.contains(#""partial":true"#))
            #expect(none.contains(#""rows":[]},{"name":"other bot""#))
            server.node.show { $0.pools[0].holders[0].state = .lost }
            // The whole document is as new as the picture, and from then on the differences are.
            let second = try cursor(try await server.get("/v1/shards").text)
            let one = try await server.get("/v1/shards?since=\(first)").text
            #expect(one.contains(#""partial":true"#))
            #expect(one.contains(#""rows":[[0,"lost","node-a","asia-one","asia",1,69,"#))
            // Since it is lost, not since its session began.
            #expect(one.contains(#""2026-11-21T08:58:13.238Z",\#(Self.at)]]"#))
            #expect(!one.contains(#"[1,"grace""#))
            server.node.show { $0.pools[0].size = PoolSize(shards: 5, buckets: 1, source: .discord) }
            _ = try await server.get("/v1/shards")
            let grown = try await server.get("/v1/shards?since=\(second)").text
            #expect(grown.contains(#""partial":false"#))
            #expect(grown.contains(#"[4,"free","#))
            let foreign = try await server.get("/v1/shards?since=x-7")
            #expect(foreign.text.contains(#""partial":false"#))
        }
    }

    @Test("The overview's troubles list lost shards before free ones, and since when")
    func troubles() async throws {
        let node = Self.node()
        node.show { $0.pools[0].holders[2].state = .lost }
        try await TestServer.run(node) { server in
            let text = try await server.get("/v1/overview").text
            let since = #""2026-11-21T08:58:13.238Z""#
            #expect(
                text.contains(
                    #""pool_shards":{"total":2,"shards":[{"application":"default","shard_id":2,"state":"lost","#
                        + #""since":\#(since),"holder":"node-a"},{"application":"default","shard_id":3,"#
                        + #""state":"free","since":\#(since),"holder":null}]}"#))
        }
    }

    @Test("The metrics have each pool by application, and nothing of what is not known")
    func metrics() async throws {
        try await TestServer.run(Self.node()) { server in
            let lines = Set(try await server.get("/metrics").text.split(separator: "\n").map { String($0) })
            for line in [
                #"rollcall_pool_size{application="default"} 4"#,
                #"rollcall_shards{application="default",state="held"} 2"#,
                #"rollcall_shards{application="default",state="grace"} 1"#,
                #"rollcall_shards{application="default",state="lost"} 0"#,
                #"rollcall_shards{application="default",state="free"} 1"#,
                #"rollcall_identifies_left{application="default"} 990"#,
                #"rollcall_wished_shards{application="default"} 4"#,
                #"rollcall_pool_should_grow{application="default"} 0"#,
                #"rollcall_largest_guild_count{application="default"} 1200"#,
            ] {
                #expect(lines.contains(line), "\(line)")
            }
            #expect(!lines.contains { $0.contains("other bot") })
        }
    }

    @Test("A reader of events hears of shards, with application, home and cluster")
    func events() async throws {
        try await TestServer.run(Self.node()) { server in
            let reader = try await TestStream(port: server.port, "/v1/events?kinds=shard")
            server.node.show { $0.pools[0].holders.removeFirst() }
            let event = try await reader.event()
            #expect(event.name == "shard")
            #expect(
                event.data
                    == #"{"kind":"shard","at":"2026-11-21T08:58:13.238Z","change":"free","application":"default","#
                    + #""shard_id":0,"home":"node-a","home_id":"0123456789abcdeffedcba9876543210","#
                    + #""identity":"asia-one","fleet":"asia","number":1}"#)
        }
    }
}
