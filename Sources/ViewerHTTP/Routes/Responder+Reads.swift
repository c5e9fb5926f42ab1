import GossipCore
import Membership
import NIOCore
import NIOHTTP1

/// The documents: those with an entity tag, and those that are written for each reader.
extension Responder {
    func tagged(_ kind: DocumentKind, _ call: Call, _ loop: any EventLoop) -> Answering {
        let more = gate.corsHeaders(call.head)
        switch documents.current(kind, ContentCoding(acceptedBy: call.head.headers), on: loop) {
        case .ready(let document): return .now(Self.reply(document, call, more))
        case .coming(let document): return .later(document.map { Self.reply($0, call, more) })
        }
    }

    private static func reply(
        _ document: Document, _ call: Call, _ more: [(name: String, value: String)]
    ) -> Reply {
        var more = more + [("Vary", "Accept-Encoding")]
        if document.coding == .gzip { more.append(("Content-Encoding", "gzip")) }
        return .tagged(
            document.body, type: "application/json; charset=utf-8", etag: document.etag, call.head,
            more: more)
    }

    func cluster(_ call: Call) -> Reply {
        guard let fleet = call.target.first("fleet"), !fleet.isEmpty,
            let digits = call.target.first("number"), !digits.isEmpty,
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else {
            return .text("fleet and numeric number required", status: .badRequest)
        }
        // By code point: a `String` would take NFC and NFD spellings for one.
        let found = UInt32(digits).flatMap { number in
            service.picture.fleets.first { $0.name.utf8.elementsEqual(fleet.utf8) }?
                .clusters.first { $0.number?.value == number }
        }
        guard let found, let number = found.number else {
            return .text("cluster not found", status: .notFound)
        }
        var document = JSONWriter(capacity: 16 << 10)
        document.object { json in
            json.key("cluster")
            json.argusCluster(found, number: number)
            json.key("history")
            json.array { json in
                for point in found.history {
                    json.object { json in
                        json.field("t", python: point.at)
                        json.key("metrics")
                        json.metrics(point.metrics)
                    }
                }
            }
        }
        return .json(document, more: gate.corsHeaders(call.head))
    }

    func config(_ call: Call) -> Reply {
        var document = JSONWriter()
        document.object { json in
            json.field("fleet", true)
            json.field("namespace", configuration.namespace)
            json.field("version", configuration.version)
            json.field("auth_required", gate.isViewerGated)
            json.field("analytics_enabled", false)
            json.key("interval")
            let interval = configuration.heartbeatInterval
            if let whole = Int(exactly: interval) { json.number(whole) } else { json.number(interval) }
        }
        return .json(document, more: gate.corsHeaders(call.head))
    }

    func status(_ call: Call) -> Reply {
        .json(
            StatusDocument.render(
                service.picture, version: configuration.version, groupKeys: configuration.groupKeys),
            more: gate.corsHeaders(call.head))
    }

    func metrics() -> Reply {
        let text = NodeMetrics.render(service.picture, counters: counters, version: configuration.version)
        return Reply(
            status: .ok,
            headers: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")] + SecurityHeaders.live,
            body: ByteBuffer(bytes: text))
    }
}
