import Membership
import Testing

@testable import ViewerHTTP

@Suite("Hostile requests")
struct HostileTests {
    /// The server still serves.
    private func isUnharmed(_ server: TestServer) async throws -> Bool {
        try await server.get("/healthz").status == 200
    }

    @Test("A body of exactly 4 MiB is read", arguments: ["/fleet/register", "/fleet/heartbeat"])
    func largestBody(path: String) async throws {
        let frame = #"{"identity": "a", "padding": ""}"#
        let padding = String(repeating: "x", count: (4 << 20) - frame.utf8.count)
        try await TestServer.run { server in
            let answer = try await server.post(path, #"{"identity": "a", "padding": "\#(padding)"}"#)
            #expect([200, 204].contains(answer.status))
        }
    }

    @Test("A longer body is refused by its claimed length, before it is sent")
    func claimedLength() async throws {
        try await TestServer.run { server in
            for length in ["4194305", "9223372036854775807", "99999999999999999999"] {
                let connection = try TestConnection(port: server.port)
                try await connection.send(
                    "POST /fleet/heartbeat HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-token\r\n"
                        + "Content-Length: \(length)\r\n\r\n")
                let answer = try await connection.answer()
                // NIO refuses by itself what is no length at all.
                #expect([413, 400].contains(answer.status))
                if answer.status == 413 {
                    #expect(answer.text == "the body is over 4 MiB\n")
                    #expect(answer["connection"] == "close")
                }
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test("A chunked body is refused once it is over the limit, and the answer is not lost")
    func chunkedBody() async throws {
        let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x78, count: 0x10000) + Array("\r\n".utf8)
        try await TestServer.run { server in
            let connection = try TestConnection(port: server.port)
            let head =
                "POST /fleet/heartbeat HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-token\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
            let body = (0..<80).reduce(into: [UInt8]()) { bytes, _ in bytes += chunk }
            let answer = try await connection.exchange(Array(head.utf8) + body + Array("0\r\n\r\n".utf8))
            #expect((answer.status, answer.text) == (413, "the body is over 4 MiB\n"))
            #expect(try await isUnharmed(server))
        }
    }

    @Test("A chunked body within the limit is read like any other")
    func smallChunks() async throws {
        try await TestServer.run { server in
            let connection = try TestConnection(port: server.port)
            let head =
                "POST /fleet/heartbeat HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-token\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
            let chunks = ["{\"iden", "tity\"", ": \"bot", "-9\"}"].map {
                "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n"
            }
            let answer = try await connection.exchange(Array((head + chunks.joined() + "0\r\n\r\n").utf8))
            #expect(answer.status == 204)
            #expect(server.node.heard.beats.map { $0.identity } == ["bot-9"])
        }
    }

    @Test("A client that waits for 100 is told to go on, or gets its refusal without sending")
    func expectContinue() async throws {
        try await TestServer.run { server in
            for (token, status) in [("a-token", 100), ("wrong", 401)] {
                let connection = try TestConnection(port: server.port)
                let answer = try await connection.exchange(
                    Array(
                        ("POST /fleet/heartbeat HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n"
                            + "Expect: 100-continue\r\nContent-Length: 17\r\n\r\n").utf8))
                #expect(answer.status == status)
                if status == 100 {
                    #expect(try await connection.exchange(Array(#"{"identity": "a"}"#.utf8)).status == 204)
                }
            }
        }
    }

    @Test(
        "What is no HTTP is answered with 400 and the connection closed",
        arguments: [
            "nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\u{0} HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "POST /fleet/register HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST /fleet/register HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "POST /fleet/register HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ])
    func noHTTP(text: String) async throws {
        try await TestServer.run { server in
            let connection = try TestConnection(port: server.port)
            let answer = try await connection.exchange(Array(text.utf8))
            #expect(answer.status == 400)
            #expect(try await connection.isClosedByServer())
            #expect(try await isUnharmed(server))
        }
    }

    @Test("Headers beyond the bounds end the connection")
    func hugeHeaders() async throws {
        let field = "X-Long: " + String(repeating: "a", count: 20_000) + "\r\n"
        let many = (0..<200).map { "X-\($0): 1\r\n" }.joined()
        try await TestServer.run { server in
            for headers in [field, many] {
                let connection = try TestConnection(port: server.port)
                try await connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n")
                #expect(try await connection.answer().status == 400)
            }
            #expect(try await isUnharmed(server))
        }
    }

    @Test("A request line of a megabyte ends the connection")
    func hugeTarget() async throws {
        try await TestServer.run { server in
            let connection = try TestConnection(port: server.port)
            try await connection.send(
                "GET /" + String(repeating: "a", count: 1 << 20) + " HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await connection.answer().status == 400)
            #expect(try await isUnharmed(server))
        }
    }

    @Test(
        "Broken percent-encoding is taken as it stands",
        arguments: [
            "/api/fleet/cluster?fleet=%&number=1", "/api/fleet/cluster?fleet=%zz&number=1",
            "/api/fleet/cluster?fleet=%ff%fe&number=1", "/api/fleet/cluster?fleet=a%0&number=1",
        ])
    func percent(path: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.get(path)
            #expect(answer.text == "cluster not found\n")
        }
    }

    @Test("Pipelined requests are answered in order")
    func pipelined() async throws {
        try await TestServer.run { server in
            let connection = try TestConnection(port: server.port)
            let requests =
                TestConnection.request("GET", "/healthz")
                + TestConnection.request("POST", "/fleet/heartbeat", body: Array(#"{"identity": "a"}"#.utf8))
                + TestConnection.request("GET", "/nope") + TestConnection.request("GET", "/readyz")
            var statuses = [try await connection.exchange(requests).status]
            for _ in 0..<3 { statuses.append(try await connection.answer().status) }
            #expect(statuses == [200, 204, 404, 200])
        }
    }

    @Test("A refused request's body is read away, so that the connection goes on")
    func refusedBody() async throws {
        try await TestServer.run { server in
            let connection = try TestConnection(port: server.port)
            let refused = TestConnection.request(
                "POST", "/fleet/register", body: [UInt8](repeating: 0x78, count: 300_000), token: "wrong")
            #expect(try await connection.exchange(refused).status == 401)
            #expect(try await connection.exchange(TestConnection.request("GET", "/healthz")).status == 200)
        }
    }

    @Test("A client that closes its half after asking still gets its answer")
    func halfClosed() async throws {
        try await TestServer.run { server in
            let connection = try TestConnection(port: server.port)
            let request = TestConnection.request(
                "POST", "/fleet/register", body: Array(#"{"identity": "a"}"#.utf8))
            try await connection.send(request)
            connection.closeOutput()
            #expect(try await connection.answer().status == 200)
            #expect(try await connection.isClosedByServer())
        }
    }

    @Test("An HTTP/1.0 client is answered, and the connection ends")
    func oldClient() async throws {
        try await TestServer.run { server in
            let connection = try TestConnection(port: server.port)
            let answer = try await connection.exchange(Array("GET /healthz HTTP/1.0\r\n\r\n".utf8))
            #expect(answer.status == 200)
            #expect(answer["connection"] == "close")
            #expect(try await connection.isClosedByServer())
        }
    }

    @Test("A reader that closes its half at once still gets a document of megabytes whole")
    func halfClosedReader() async throws {
        let node = FakeNode()
        node.show { picture in
            picture.fleets[1].clusters = (1...5_000).map {
                FleetPicture.cluster("eu-\($0)", "eu", number: UInt32($0))
            }
        }
        try await TestServer.run(node) { server in
            let length = try await server.send("HEAD", "/api/fleet/view")["content-length"].flatMap {
                Int($0)
            }
            let connection = try TestConnection(port: server.port)
            try await connection.send(TestConnection.request("GET", "/api/fleet/view"))
            connection.closeOutput()
            let answer = try await connection.answer()
            #expect(answer.body.count == length)
            #expect(answer.body.count > 2 << 20)
            #expect(try await connection.isClosedByServer())
        }
    }
}
