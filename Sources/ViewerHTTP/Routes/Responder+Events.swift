import NIOCore
import NIOHTTP1

/// `GET /v1/events`.
extension Responder {
    func events(_ call: Call) -> Answering {
        let lastEventID =
            call.head.headers.first(name: "last-event-id") ?? call.target.first("last_event_id")
        guard let order = EventStream.Order(kinds: call.target.first("kinds"), lastEventID: lastEventID)
        else {
            let known = FleetEvent.Kind.allCases.map(\.rawValue) + ["picture"]
            return .now(
                .failure(
                    .badRequest, "kinds are " + known.joined(separator: ", "), path: call.target.path))
        }
        let headers = EventStream.headers + gate.corsHeaders(call.head)
        if call.head.method == .HEAD { return .now(Reply(status: .ok, headers: headers, body: nil)) }
        guard chronicle.admitReader() else {
            return .now(
                .failure(
                    .serviceUnavailable, "too many readers of events", path: call.target.path,
                    more: [("Retry-After", "30")]))
        }
        return .stream(order, headers)
    }
}
