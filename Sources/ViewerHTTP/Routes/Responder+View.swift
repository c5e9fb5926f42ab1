import GossipCore
import Membership
import NIOCore
import NIOHTTP1

/// The documents of the view's pages, written for each reader, off the event loops: the largest take milliseconds.
extension Responder {
    func overview(_ call: Call, _ loop: any EventLoop) -> Answering {
        rendered(call, loop) { [chronicle, configuration] in
            OverviewDocument.render(chronicle, configuration)
        }
    }

    func fleet(_ call: Call, _ loop: any EventLoop) -> Answering {
        guard let name = call.target.first("name").flatMap({ FleetName($0) }) else {
            return .now(.failure(.badRequest, "name required", path: call.target.path))
        }
        let since = call.target.first("since").flatMap { chronicle.version(of: $0) }
        return rendered(call, loop) { [chronicle] in
            FleetDocument.render(chronicle, name, since: since)
        }
    }

    func oneCluster(_ call: Call, _ loop: any EventLoop) -> Answering {
        guard let identity = call.target.first("identity").flatMap({ ClusterIdentity($0) }) else {
            return .now(.failure(.badRequest, "identity required", path: call.target.path))
        }
        return rendered(call, loop) { [chronicle] in ClusterDocument.render(chronicle, identity) }
    }

    /// Whole it is made once for all who ask; with `since` for each reader.
    func shards(_ call: Call, _ loop: any EventLoop) -> Answering {
        guard let since = call.target.first("since").flatMap({ chronicle.version(of: $0) }) else {
            return tagged(.shards, call, loop)
        }
        return rendered(call, loop) { [chronicle] in
            let sighting = chronicle.sighting
            return ShardsDocument.render(
                sighting, cursor: chronicle.cursor(sighting.picture.version), since: since)
        }
    }

    func shardStatus(_ call: Call, _ loop: any EventLoop) -> Answering {
        if call.bots == ShardGate.defaultApplication { return tagged(.shardStatus, call, loop) }
        return rendered(call, loop) { [service] in ShardStatusDocument.render(service.picture, call.bots) }
    }

    private func rendered(
        _ call: Call, _ loop: any EventLoop, _ render: @escaping @Sendable () -> JSONWriter?
    ) -> Answering {
        let more = gate.corsHeaders(call.head)
        let coding = ContentCoding(acceptedBy: call.head.headers)
        let path = call.target.path
        return later(loop) {
            guard let document = render() else { return .failure(.notFound, "not found", path: path) }
            return .json(document, coding, more: more)
        }
    }
}

extension Reply {
    fileprivate static func json(
        _ document: JSONWriter, _ coding: ContentCoding, more: [(name: String, value: String)]
    ) -> Reply {
        let more = more + [("Vary", "Accept-Encoding")]
        guard coding == .gzip, let small = Gzip.compress(document.bytes) else {
            return .json(document, more: more)
        }
        return Reply(
            status: .ok,
            headers: [("Content-Type", "application/json; charset=utf-8"), ("Content-Encoding", "gzip")]
                + SecurityHeaders.live + more,
            body: ByteBuffer(bytes: small))
    }
}
