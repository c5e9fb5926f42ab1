import GossipCore
import Membership
import NIOCore

/// One reader of `GET /v1/events`. It holds a place in the chronicle, not events of its own, so a slow reader
/// costs what its connection buffers, and is dropped when it takes nothing for a while.
///
/// It lives on its connection's event loop.
final class EventStream {
    /// What a reader asked for.
    struct Order: Sendable {
        var kinds: Set<FleetEvent.Kind>
        /// Whether hints that the picture changed are wanted, as the page wants them.
        var hints: Bool
        /// The id of the last event that the reader has; nil starts with the next one.
        var lastEventID: String?

        /// - Parameter kinds: comma-separated; nil is every kind, without hints.
        /// - Returns: nil where a kind is not known.
        init?(kinds: String?, lastEventID: String?) {
            self.lastEventID = lastEventID
            self.kinds = []
            hints = false
            guard let kinds else {
                self.kinds = Set(FleetEvent.Kind.allCases)
                return
            }
            for name in kinds.split(separator: ",") {
                if name == "picture" {
                    hints = true
                } else if let kind = FleetEvent.Kind(rawValue: String(name)) {
                    self.kinds.insert(kind)
                } else {
                    return nil
                }
            }
        }
    }

    static let headers: [(name: String, value: String)] =
        [("Content-Type", "text/event-stream")] + SecurityHeaders.live
        + [
            // Proxies that buffer answers would hold events back.
            ("X-Accel-Buffering", "no")
        ]

    private let order: Order
    private let chronicle: Chronicle
    /// Takes a piece of the body.
    private let write: (ByteBuffer) -> Void
    private let context: ChannelHandlerContext
    private var cursor: UInt64 = 0
    private var hinted: (version: UInt64, at: NIODeadline)?
    private var wroteAt: NIODeadline
    private var wasWritableAt: NIODeadline
    private var timer: Scheduled<Void>?

    init(
        _ order: Order, _ chronicle: Chronicle, _ context: ChannelHandlerContext,
        write: @escaping (ByteBuffer) -> Void
    ) {
        self.order = order
        self.chronicle = chronicle
        self.context = context
        self.write = write
        wroteAt = context.eventLoop.now
        wasWritableAt = wroteAt
    }

    /// Says at once where the reader stands, which also tells it that the stream is open.
    func start() {
        var text = EventText()
        text.comment("rollcall")
        cursor = chronicle.newestEvent
        if let id = order.lastEventID {
            if let sequence = sequence(of: id), chronicle.events(after: sequence, limit: 0) != nil {
                cursor = sequence
            } else {
                reset(&text)
            }
        }
        send(text)
        turn()
    }

    func stop() {
        timer?.cancel()
        timer = nil
    }

    /// The number in an id that this run of the node gave out.
    private func sequence(of id: String) -> UInt64? {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == chronicle.run else { return nil }
        return UInt64(parts[1])
    }

    private func turn() {
        let now = context.eventLoop.now
        if context.channel.isWritable {
            wasWritableAt = now
            var text = EventText()
            tell(&text)
            hint(&text, now)
            if text.isEmpty, now - wroteAt >= ViewerLimits.streamHeartbeat { text.comment("") }
            if !text.isEmpty { send(text) }
        } else if now - wasWritableAt >= ViewerLimits.slowReaderTimeout {
            return context.close(promise: nil)
        }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Chronicle.period) { self.turn() }
    }

    private func tell(_ text: inout EventText) {
        guard !order.kinds.isEmpty else {
            cursor = chronicle.newestEvent
            return
        }
        guard let events = chronicle.events(after: cursor, limit: ViewerLimits.eventsBatch) else {
            return reset(&text)
        }
        for event in events where order.kinds.contains(event.kind) {
            text.event(event.kind.rawValue, id: id(event.sequence)) { $0.event(event) }
        }
        cursor = events.last?.sequence ?? cursor
    }

    /// Events were missed for good: the reader has to read the documents again.
    private func reset(_ text: inout EventText) {
        cursor = chronicle.newestEvent
        text.event("reset", id: id(cursor)) { json in
            json.object { $0.field("detail", "events were missed: read the documents again") }
        }
    }

    private func hint(_ text: inout EventText, _ now: NIODeadline) {
        guard order.hints else { return }
        let picture = chronicle.sighting.picture
        if let hinted {
            let pause = now - hinted.at
            let isDue =
                pause >= ViewerLimits.hintMax
                || (picture.version != hinted.version && pause >= ViewerLimits.hintMin)
            guard isDue else { return }
        }
        hinted = (picture.version, now)
        text.event("picture", id: nil) { json in
            json.object { json in
                json.field("generated_at", picture.generatedAt)
                json.field("cursor", chronicle.cursor(picture.version))
                json.field("newest_event", id(chronicle.newestEvent))
            }
        }
    }

    private func id(_ sequence: UInt64) -> String { chronicle.run + "-" + String(sequence) }

    private func send(_ text: EventText) {
        wroteAt = context.eventLoop.now
        write(ByteBuffer(bytes: text.bytes))
    }
}

extension Chronicle {
    /// Names a version of the picture, for `since`.
    func cursor(_ version: UInt64) -> String { run + "-" + String(version) }

    /// - Returns: nil for a cursor of another run.
    func version(of cursor: String) -> UInt64? {
        let parts = cursor.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == run else { return nil }
        return UInt64(parts[1])
    }
}
