import NIOCore
import NIOHTTP1

/// A body of `application/x-www-form-urlencoded`, as Python's `requests` sends `data=`.
enum FormBody {
    /// Whether a body is such a form. One that begins with a brace is JSON, whatever its header says: `curl -d` says
    /// that everything is a form.
    static func isForm(_ head: HTTPRequestHead, _ body: ByteBuffer) -> Bool {
        guard let type = head.headers.first(name: "content-type"),
            type.lowercased().utf8.starts(with: "application/x-www-form-urlencoded".utf8)
        else { return false }
        let first = body.readableBytesView.first { $0 > UInt8(ascii: " ") }
        return first != UInt8(ascii: "{")
    }

    /// The form as a JSON object of texts, so that both have one reader. What is empty is left out, as FastAPI does.
    static func json(_ body: ByteBuffer) -> [UInt8] {
        let text = String(buffer: body)
        var document = JSONWriter(capacity: body.readableBytes + 64)
        document.object { json in
            var rest = text.utf8[...]
            while !rest.isEmpty {
                let item = rest.prefix { $0 != UInt8(ascii: "&") }
                rest = rest[item.endIndex...].dropFirst()
                let key = item.prefix { $0 != UInt8(ascii: "=") }
                let value = item[key.endIndex...].dropFirst()
                guard !value.isEmpty else { continue }
                json.key(text: PercentEncoding.decode(key, plusIsSpace: true))
                json.string(PercentEncoding.decode(value, plusIsSpace: true))
            }
        }
        return document.bytes
    }
}
