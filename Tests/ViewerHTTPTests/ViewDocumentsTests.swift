import GossipCore
import Membership
import Testing

@testable import ViewerHTTP

@Suite("The documents of the view's pages")
struct ViewDocumentsTests {
    @Test("The overview counts each cluster once, and only living ones' shards")
    func overview() async throws {
        try await TestServer.run { server in
            let text = try await server.get("/v1/overview").text
            #expect(
                text.contains(
                    #""states":{"up":2,"suspect":0,"pending":1,"down":1},"shards_up":3,"shards_total":6"#))
            #expect(text.contains(#"{"name":"eu","states":{"up":1,"suspect":0,"pending":0,"down":0}"#))
        }
    }

    @Test("The overview says what is wrong: nodes, with the clusters behind them, and what waits")
    func troubles() async throws {
        try await TestServer.run { server in
            let text = try await server.get("/v1/overview").text
            #expect(text.contains(#""name":"node-b","node_id":"00000000000000000000000000000001","#))
            #expect(text.contains(#""pending":{"total":1,"clusters":[{"identity":"asia-new","#))
            #expect(text.contains(#""shards":{"total":3,"#))
            #expect(text.contains(#""elsewhere":[]"#))
        }
    }

    @Test("A fleet is asked for by name; with a cursor only rows come that changed since")
    func deltas() async throws {
        try await TestServer.run { server in
            let whole = try await server.get("/v1/fleet?name=asia").text
            #expect(whole.contains(#""partial":false"#))
            #expect(whole.contains(#"["asia-one",1,"up",null,"#))
            let cursor = try #require(whole.firstMatch(of: /"cursor":"([^"]+)"/)?.1)
            let none = try await server.get("/v1/fleet?name=asia&since=\(cursor)").text
            #expect(none.contains(#""partial":true"#))
            #expect(none.contains(#""rows":[]"#))
            server.node.show { $0.fleets[0].clusters[1] = .changed($0.fleets[0].clusters[1]) }
            let reader = try await TestStream(
                port: server.port, "/v1/events?kinds=cluster", "Last-Event-ID: x")
            #expect(try await reader.event().name == "reset")
            // Either the change was seen before the stream opened, or the stream tells it.
            var one = try await server.get("/v1/fleet?name=asia&since=\(cursor)").text
            if one.contains(#""rows":[]"#) {
                #expect(try await reader.event().name == "cluster")
                one = try await server.get("/v1/fleet?name=asia&since=\(cursor)").text
            }
            #expect(one.contains(#""rows":[["asia-two",2,"up",null,"#))
            #expect(!one.contains("asia-one"))
        }
    }

    @Test("A cursor of another run, or of the future, gets every row")
    func foreignCursors() async throws {
        try await TestServer.run { server in
            for cursor in ["x-7", "7", "", "-", "a-b-c"] {
                let text = try await server.get("/v1/fleet?name=eu&since=\(cursor)").text
                #expect(text.contains(#""partial":false"#))
            }
        }
    }

    @Test("A cluster is told with its home, its history by metric, and what happened to it")
    func cluster() async throws {
        try await TestServer.run { server in
            let text = try await server.get("/v1/cluster?identity=eu-one").text
            #expect(
                text.contains(
                    #""cluster":{"number":1,"pending":false,"pending_reason":null,"identity":"eu-one","#))
            #expect(text.contains(#""home_state":"alive","home_http":"10.0.0.1:9190""#))
            #expect(
                text.contains(#""history":{"t":["2026-11-21T08:58:12.238Z"],"latency_seconds":[0.0423],"#))
            #expect(text.contains(#""events":[]"#))
        }
    }

    @Test("What does not exist is 404, and a question without a name 400")
    func missing() async throws {
        try await TestServer.run { server in
            let expected = [
                ("/v1/fleet?name=atlantis", 404), ("/v1/fleet", 400), ("/v1/cluster?identity=nobody", 404),
                ("/v1/cluster?identity=", 400),
            ]
            for (path, status) in expected {
                let answer = try await server.get(path)
                #expect(answer.status == status, "\(path)")
            }
        }
    }

    @Test("A trend keeps a whole run in few points, and its newest")
    func trend() {
        var trend = Trend(step: 1_000)
        for second in 0..<10_000 {
            trend.record(
                Trend.Point(
                    at: WallTime(milliseconds: UInt64(second) * 1_000), clustersUp: second, metrics: Metrics()
                ))
            #expect(trend.points.count <= Trend.pointsMax)
        }
        #expect(trend.points.count > Trend.pointsMax / 2)
        #expect(trend.points.last.map { $0.clustersUp > 9_800 } == true)
        #expect(zip(trend.points, trend.points.dropFirst()).allSatisfy { $0.at < $1.at })
    }
}
