import Testing

@testable import ViewerHTTP

@Suite("Methods")
struct MethodTests {
    @Test(
        "HEAD answers as GET does, without the body",
        arguments: [
            "/api/fleet/view", "/api/fleet/targets", "/api/config", "/api/fleet/cluster?fleet=eu&number=1",
            "/v1/status", "/v1/members", "/v1/fleets", "/v1/shards", "/status", "/metrics", "/healthz",
            "/readyz", "/",
            "/assets/base.css", "/assets/main.js", "/nope",
        ])
    func head(path: String) async throws {
        try await TestServer.run { server in
            let get = try await server.get(path)
            let head = try await server.send("HEAD", path)
            #expect(head.status == get.status)
            #expect(head["content-type"] == get["content-type"])
            // The metrics count the request between the two.
            if path != "/metrics" { #expect(head["content-length"] == get["content-length"]) }
        }
    }

    @Test("A connection goes on after HEAD, 204 and 304")
    func keepAlive() async throws {
        try await TestServer.run { server in
            let connection = try TestConnection(port: server.port)
            let head = try await connection.exchange(
                TestConnection.request("HEAD", "/api/fleet/view"), isHead: true)
            #expect(head.status == 200)
            let beat = TestConnection.request(
                "POST", "/fleet/heartbeat", body: Array(#"{"identity": "a"}"#.utf8))
            #expect(try await connection.exchange(beat).status == 204)
            let tag = try #require(head["etag"])
            let again = TestConnection.request("GET", "/api/fleet/view", ["If-None-Match: \(tag)"])
            #expect(try await connection.exchange(again).status == 304)
            #expect(try await connection.exchange(beat).status == 204)
        }
    }

    @Test(
        "Another method is not allowed, and the answer says which is",
        arguments: [
            ("POST", "/api/fleet/view", "GET, HEAD"), ("DELETE", "/v1/members", "GET, HEAD"),
            ("PUT", "/healthz", "GET, HEAD"), ("GET", "/fleet/register", "POST"),
            ("HEAD", "/fleet/heartbeat", "POST"), ("PATCH", "/v1/leave", "POST"),
            ("GET", "/v1/members/b/forget", "POST"), ("OPTIONS", "/api/config", "GET, HEAD"),
        ])
    func notAllowed(method: String, path: String, allow: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.send(method, path)
            #expect(answer.status == 405)
            #expect(answer["allow"] == allow)
        }
    }

    @Test(
        "Paths that lead nowhere are not found",
        arguments: [
            "/nope", "/api/config/", "/fleet/register/x", "/%00", "/../../etc/passwd", "/assets/../main.js",
            "/assets/index.html", "/v1/members//forget", "/v1/members/a/b/forget", "/v1/members/forget",
            "/healthz%20",
        ])
    func notFound(path: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.get(path)
            #expect(answer.status == 404)
        }
    }
}
