import GossipCore
import Membership
import Testing

@testable import ViewerHTTP

@Suite("Documents and their entity tags")
struct DocumentTests {
    static let paths = ["/api/fleet/view", "/v1/fleets", "/v1/members", "/api/fleet/targets"]

    @Test("An unchanged document is not sent twice", arguments: paths)
    func notModified(path: String) async throws {
        try await TestServer.run { server in
            let first = try await server.get(path)
            let tag = try #require(first["etag"])
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
            #expect(first["cache-control"] == "private, no-cache")
            for condition in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let again = try await server.get(path, "If-None-Match: \(condition)")
                #expect((again.status, again.body.count) == (304, 0))
                #expect(again["etag"] == tag)
            }
            let other = try await server.get(path, "If-None-Match: \"other\"")
            #expect((other.status, other.body) == (200, first.body))
        }
    }

    @Test("A newer picture has another tag and is shown at once", arguments: paths)
    func modified(path: String) async throws {
        try await TestServer.run { server in
            let first = try await server.get(path)
            server.node.show { picture in
                picture.fleets[0].clusters[0] = FleetPicture.cluster(
                    "asia-one", "asia", number: 1, down: .left, scrapeTarget: "changed:1")
                picture.members[0].record.name = "renamed"
            }
            let tag = try #require(first["etag"])
            let second = try await server.get(path, "If-None-Match: \(tag)")
            #expect(second.status == 200)
            #expect(second["etag"] != tag)
            #expect(second.body != first.body)
        }
    }

    @Test("Who takes gzip gets it, under another tag, with the same contents")
    func gzip() async throws {
        try await TestServer.run { server in
            let plain = try await server.get("/api/fleet/view")
            let small = try await server.get("/api/fleet/view", "Accept-Encoding: br, GZIP;q=0.8")
            #expect(plain["content-encoding"] == nil)
            #expect(small["content-encoding"] == "gzip")
            #expect(plain["vary"] == "Accept-Encoding")
            #expect(small["vary"] == "Accept-Encoding")
            #expect(small["etag"] != plain["etag"])
            #expect(try Inflated.gzip(small.body) == plain.body)
            let refusing = try await server.get("/api/fleet/view", "Accept-Encoding: gzip;q=0, deflate")
            #expect(refusing.body == plain.body)
            let tag = try #require(small["etag"])
            let again = try await server.get(
                "/api/fleet/view", "Accept-Encoding: gzip", "If-None-Match: \(tag)")
            #expect(again.status == 304)
        }
    }

    @Test("Many readers of a new picture all get it whole")
    func manyReaders() async throws {
        let node = FakeNode()
        node.show { picture in
            picture.fleets[1].clusters = (1...2_000).map {
                FleetPicture.cluster("eu-\($0)", "eu", number: UInt32($0))
            }
        }
        try await TestServer.run(node) { server in
            let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { tasks in
                for _ in 0..<20 { tasks.addTask { try await server.get("/api/fleet/view").body } }
                return try await tasks.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(bodies.count == 1)
            #expect(String(decoding: bodies.first ?? [], as: UTF8.self).contains(#""identity":"eu-2000""#))
        }
    }

    @Test("The page and its files are embedded, tagged and free of outside resources")
    func page() async throws {
        try await TestServer.run { server in
            let page = try await server.get("/")
            #expect((page.status, page["content-type"]) == (200, "text/html; charset=utf-8"))
            let files = [
                ("/assets/base.css", "text/css; charset=utf-8"),
                ("/assets/main.js", "text/javascript; charset=utf-8"),
            ]
            for (path, type) in files {
                #expect(page.text.contains(path))
                // Open: the sign-in page needs them.
                let file = try await server.get(path, token: nil)
                #expect((file.status, file["content-type"]) == (200, type))
                let tag = try #require(file["etag"])
                #expect(try await server.get(path, "If-None-Match: \(tag)", token: nil).status == 304)
            }
            for path in ["/", "/assets/base.css", "/assets/main.js"] {
                let text = try await server.get(path).text.replacing("http://www.w3.org/2000/svg", with: "")
                #expect(
                    !text.contains("http://") && !text.contains("https://") && !text.contains("innerHTML"))
            }
        }
    }
}
