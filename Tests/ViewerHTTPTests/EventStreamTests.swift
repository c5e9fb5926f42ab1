import GossipCore
import Membership
import Testing

@testable import ViewerHTTP

@Suite("The stream of events")
struct EventStreamTests {
    @Test("A cluster that goes down is told with its reason, under an id")
    func down() async throws {
        try await TestServer.run { server in
            let reader = try await TestStream(port: server.port, "/v1/events")
            #expect(reader.head.status == 200)
            #expect(reader.head["content-type"] == "text/event-stream")
            #expect(reader.head["cache-control"] == "no-store")
            server.node.show {
                $0.fleets[1].clusters[0] = .changed($0.fleets[1].clusters[0], down: .missedBeats)
            }
            let event = try await reader.event()
            #expect(event.name == "cluster")
            #expect(event.id?.hasSuffix("-1") == true)
            #expect(event.data.contains(#""change":"down","down_reason":"missed beats","identity":"eu-one""#))
        }
    }

    @Test("Members, numbers and the majority are told, each as its kind")
    func kinds() async throws {
        try await TestServer.run { server in
            let reader = try await TestStream(port: server.port, "/v1/events")
            server.node.show { picture in
                picture.members[1].record.state = .alive
                let new = picture.fleets[0].clusters[2]
                picture.fleets[0].clusters[2] = .changed(new, number: ClusterNumber(3))
                picture.status.hasMajority = false
            }
            let events = [try await reader.event(), try await reader.event(), try await reader.event()]
            #expect(events.map(\.name) == ["member", "number", "voters"])
            #expect(events[0].data.contains(#""name":"node-b","#))
            #expect(events[0].data.contains(#""state":"alive","previous":"suspect","#))
            #expect(events[1].data.contains(#""identity":"asia-new","fleet":"asia","number":3,"#))
            #expect(events[2].data.contains(#""has_majority":false"#))
        }
    }

    @Test("A reader that comes back with its last id gets what it missed, and nothing twice")
    func resume() async throws {
        try await TestServer.run { server in
            let first = try await TestStream(port: server.port, "/v1/events")
            server.node.show { $0.status.hasMajority = false }
            let id = try #require(try await first.event().id)
            first.close()
            server.node.show { $0.status.hasMajority = true }
            server.node.show {
                $0.fleets[1].clusters[0] = .changed($0.fleets[1].clusters[0], down: .nodeDead)
            }
            let second = try await TestStream(port: server.port, "/v1/events", "Last-Event-ID: \(id)")
            var names = [try await second.event().name]
            if names == ["voters"] { names.append(try await second.event().name) }
            #expect(names.last == "cluster")
        }
    }

    @Test("An id of another run, or of none, makes the reader read the documents again")
    func foreignIDs() async throws {
        try await TestServer.run { server in
            for id in ["another-4", "", "-", "x", "18446744073709551616"] {
                let reader = try await TestStream(port: server.port, "/v1/events", "Last-Event-ID: \(id)")
                #expect(try await reader.event().name == "reset")
                reader.close()
            }
        }
    }

    @Test("The page's stream has hints alone, with a cursor, and comes without being asked")
    func hints() async throws {
        try await TestServer.run { server in
            let reader = try await TestStream(port: server.port, "/v1/events?kinds=picture")
            let hint = try await reader.event()
            #expect(hint.name == "picture")
            #expect(hint.id == nil)
            #expect(hint.data.hasPrefix(#"{"generated_at":"2026-11-21T08:58:12.238Z","cursor":""#))
            server.node.show { $0.status.hasMajority = false }
            // A hint comes every five seconds, changed or not.
            var next = try await reader.event()
            while next.data == hint.data { next = try await reader.event() }
            #expect(next.name == "picture")
        }
    }

    @Test("A kind that does not exist is refused with the list of those that do")
    func unknownKind() async throws {
        try await TestServer.run { server in
            let answer = try await server.get("/v1/events?kinds=member,weather")
            #expect(answer.status == 400)
            #expect(answer.text == #"{"detail":"kinds are member, cluster, number, voters, shard, picture"}"#)
        }
    }

    @Test("Names of any text stay one line of valid JSON")
    func hostileNames() async throws {
        try await TestServer.run { server in
            let reader = try await TestStream(port: server.port, "/v1/events")
            let hostile = "a\n\ndata: x\r\nevent: reset\u{2028}<script>\""
            server.node.show { picture in
                picture.fleets[1].clusters.append(
                    FleetPicture.cluster(hostile, "eu", number: 2))
            }
            let event = try await reader.event()
            #expect(event.name == "cluster")
            #expect(event.data.contains(#""identity":"a\n\ndata: x\r\nevent: reset"#))
            #expect(try await reader.event().name == "number")
        }
    }

    @Test("A token is needed, and HEAD does not open a stream")
    func access() async throws {
        try await TestServer.run { server in
            let stranger = try await server.get("/v1/events", token: nil)
            #expect(stranger.status == 401)
            let head = try await server.send("HEAD", "/v1/events")
            #expect(head.status == 200)
        }
    }

    @Test("Open streams do not hold the end up")
    func shutdown() async throws {
        let clock = ContinuousClock()
        var begun = clock.now
        try await TestServer.run { server in
            let reader = try await TestStream(port: server.port, "/v1/events?kinds=picture")
            _ = try await reader.event()
            begun = clock.now
            await server.stop()
        }
        #expect(clock.now - begun < .seconds(4))
    }
}

extension FleetPicture.Cluster {
    /// The same cluster, in another state.
    static func changed(
        _ cluster: FleetPicture.Cluster, down: DownReason? = nil, number: ClusterNumber? = nil
    ) -> FleetPicture.Cluster {
        FleetPicture.Cluster(
            identity: cluster.identity, fleet: cluster.fleet, number: number ?? cluster.number, down: down,
            since: cluster.since, lastSeen: cluster.lastSeen, home: cluster.home, version: cluster.version,
            scrapeTarget: cluster.scrapeTarget, metrics: cluster.metrics, shards: cluster.shards,
            history: cluster.history)
    }
}
