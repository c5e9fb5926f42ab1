import NIOCore
import NIOHTTP1

/// What is sent back, but for what every answer carries (`Date`, `Content-Length`).
struct Reply: Sendable {
    var status: HTTPResponseStatus
    var headers: [(name: String, value: String)]
    /// nil where the status has no body (204, 304).
    var body: ByteBuffer?

    /// 204, as short as it can be: it is the answer to every beat.
    static let noContent = Reply(status: .noContent, headers: [], body: nil)

    static func text(
        _ text: String, status: HTTPResponseStatus = .ok, more: [(name: String, value: String)] = []
    ) -> Reply {
        Reply(
            status: status,
            headers: [("Content-Type", "text/plain; charset=utf-8")] + SecurityHeaders.live + more,
            body: ByteBuffer(string: text + "\n"))
    }

    static func json(
        _ document: JSONWriter, status: HTTPResponseStatus = .ok, more: [(name: String, value: String)] = []
    ) -> Reply {
        Reply(
            status: status,
            headers: [("Content-Type", "application/json; charset=utf-8")] + SecurityHeaders.live + more,
            body: ByteBuffer(bytes: document.bytes))
    }

    /// An error as the API of `path` tells it: `{"detail": "..."}` under `/v1` and to bots, else plain text.
    static func failure(
        _ status: HTTPResponseStatus, _ sentence: String, path: Substring,
        more: [(name: String, value: String)] = []
    ) -> Reply {
        guard path.utf8.starts(with: "/v1/".utf8) || Route(path: path)?.isOfBots == true else {
            return text(sentence, status: status, more: more)
        }
        return detail(sentence, status, more: more)
    }

    /// `{"detail": "..."}`.
    static func detail(
        _ sentence: String, _ status: HTTPResponseStatus, more: [(name: String, value: String)] = []
    ) -> Reply {
        var document = JSONWriter()
        document.object { $0.field("detail", sentence) }
        return json(document, status: status, more: more)
    }
}

extension Reply {
    /// A document with an entity tag, or 304 where the reader has it already (RFC 9110, section 13.1.2).
    static func tagged(
        _ body: ByteBuffer, type: String, etag: String, _ request: HTTPRequestHead,
        more: [(name: String, value: String)] = []
    ) -> Reply {
        let headers = SecurityHeaders.tagged + [("ETag", etag)] + more
        let known = request.headers[canonicalForm: "if-none-match"]
        // Weak comparison: a `W/` in front does not matter.
        if known.contains(where: { $0 == "*" || ($0.hasPrefix("W/") ? $0.dropFirst(2) : $0) == etag }) {
            return Reply(status: .notModified, headers: headers, body: nil)
        }
        return Reply(status: .ok, headers: [("Content-Type", type)] + headers, body: body)
    }
}
