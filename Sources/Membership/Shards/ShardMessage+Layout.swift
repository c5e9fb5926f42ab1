import GossipCore

/// ```
/// kind 1 | fields in the order of the case
/// application 8 | session 16 | ask and other numbers varint | lease, slot, pool as in their registers
/// an optional value: there 1, then the value
/// ```
/// The largest is `holds` with `slotsMax` slots: 1 + 8 + 10 + 8 + 1 + 13 * 72 = 964 (`Limits.messageBytesMax`).
extension ShardMessage {
    static let slotsMax = 13
    private static let firstKind: UInt8 = 64

    /// Whether bytes of the domain are meant for this part.
    package static func owns(_ bytes: [UInt8]) -> Bool { bytes.first.map { $0 >= firstKind } ?? false }

    private var kind: UInt8 {
        switch self {
        case .renew: 64
        case .connect: 65
        case .adopt: 66
        case .release: 67
        case .list: 68
        case .identify: 69
        case .identified: 70
        case .find: 71
        case .renewed: 80
        case .granted: 81
        case .refused: 82
        case .standing: 83
        case .released: 84
        case .holds: 85
        case .turn: 86
        case .taken: 87
        case .elsewhere: 88
        case .seen: 89
        case .beat: 96
        case .beaten: 97
        case .end: 98
        case .turnFor: 99
        case .handed: 100
        }
    }

    package var encoded: [UInt8] {
        var writer = PayloadWriter()
        writer.byte(kind)
        switch self {
        case .renew(let lease, let over, let decides):
            lease.write(to: &writer)
            writer.optional(over) { $0.varint($1) }
            writer.byte(decides ? 1 : 0)
        case .connect(let application, let session, let ask, let generation, let term, let instance):
            writer.address(application, session)
            writer.varint(ask)
            writer.varint(generation)
            writer.varint(term)
            writer.word64(instance)
        case .adopt(let application, let session, let ask, let generation, let term, let from):
            writer.address(application, session)
            writer.varint(ask)
            writer.varint(generation)
            writer.varint(term)
            writer.optional(from) { $1.write(to: &$0) }
        case .release(let application, let slot), .released(let application, let slot):
            writer.word64(application.number)
            slot.write(to: &writer)
        case .list(let application, let ask):
            writer.word64(application.number)
            writer.varint(ask)
        case .identify(let application, let session, let ask),
            .identified(let application, let session, let ask),
            .find(let application, let session, let ask),
            .end(let application, let session, let ask):
            writer.address(application, session)
            writer.varint(ask)
        case .taken(let application, let session, let slot):
            writer.address(application, session)
            slot.write(to: &writer)
        case .elsewhere(let application, let voter):
            writer.word64(application.number)
            writer.node(voter)
        case .renewed(let lease, let asker):
            lease.write(to: &writer)
            writer.word64(asker)
        case .granted(let application, let slot, let pool, let ask, let sleep):
            writer.word64(application.number)
            slot.write(to: &writer)
            pool.write(to: &writer)
            writer.varint(ask)
            writer.varint(sleep)
        case .refused(let session, let refusal, let retry):
            writer.session(session)
            writer.byte(refusal.rawValue)
            writer.varint(retry)
        case .standing(let application, let session, let ask, let slot):
            writer.address(application, session)
            writer.varint(ask)
            writer.optional(slot) { $1.write(to: &$0) }
        case .seen(let application, let session, let ask, let slot):
            writer.address(application, session)
            writer.varint(ask)
            slot.write(to: &writer)
        case .holds(let application, let ask, let pool, let slots):
            writer.word64(application.number)
            writer.varint(ask)
            pool.write(to: &writer)
            writer.byte(UInt8(slots.count))
            for slot in slots { slot.write(to: &writer) }
        case .turn(let session, let ask, let milliseconds):
            writer.session(session)
            writer.varint(ask)
            writer.varint(milliseconds)
        case .turnFor(let application, let session, let ask, let age):
            writer.address(application, session)
            writer.varint(ask)
            writer.varint(age)
        case .handed(let session, let ask):
            writer.session(session)
            writer.varint(ask)
        case .beat(let application, let session, let ask, let moves, let report):
            writer.address(application, session)
            writer.varint(ask)
            writer.varint(moves)
            report.write(to: &writer)
        case .beaten(let session, let ask, let verdict, let promise):
            writer.session(session)
            writer.varint(ask)
            writer.byte(verdict.rawValue)
            writer.varint(promise)
        }
        return writer.bytes
    }

    /// - Returns: nil for what is no message of this part.
    package init?(encoded: [UInt8]) {
        var reader = PayloadReader(encoded)
        guard let kind = reader.byte(),
            let message = Self.asked(kind, &reader) ?? Self.answered(kind, &reader), reader.remaining == 0
        else { return nil }
        self = message
    }

    private static func asked(_ kind: UInt8, _ reader: inout PayloadReader) -> ShardMessage? {
        if kind == 64 {
            guard let lease = HomeLease(from: &reader), let over = reader.optional({ $0.varint() }),
                let decides = reader.flag()
            else { return nil }
            return .renew(lease, over: over.value, decides: decides)
        }
        guard (65...71).contains(kind) || [96, 98, 99].contains(kind),
            let application = reader.application()
        else { return nil }
        if kind == 67 { return ShardSlot(from: &reader).map { .release(application, $0) } }
        if kind == 68 { return reader.varint().map { .list(application, ask: $0) } }
        guard let session = reader.session() else { return nil }
        switch kind {
        case 65:
            guard let ask = reader.varint(), let generation = reader.varint(), let term = reader.varint(),
                let instance = reader.word64()
            else { return nil }
            return .connect(
                application, session, ask: ask, generation: generation, term: term, instance: instance)
        case 66:
            guard let ask = reader.varint(), let generation = reader.varint(), let term = reader.varint(),
                let from = reader.optional({ ShardSlot(from: &$0) })
            else { return nil }
            return .adopt(
                application, session, ask: ask, generation: generation, term: term, from: from.value)
        case 69: return reader.varint().map { .identify(application, session, ask: $0) }
        case 70: return reader.varint().map { .identified(application, session, ask: $0) }
        case 71: return reader.varint().map { .find(application, session, ask: $0) }
        case 96:
            guard let ask = reader.varint(), let moves = reader.varint(),
                let report = SessionReport(from: &reader)
            else { return nil }
            return .beat(application, session, ask: ask, moves: moves, report)
        case 99:
            guard let ask = reader.varint(), let age = reader.varint() else { return nil }
            return .turnFor(application, session, ask: ask, age: age)
        default: return reader.varint().map { .end(application, session, ask: $0) }
        }
    }

    private static func answered(_ kind: UInt8, _ reader: inout PayloadReader) -> ShardMessage? {
        switch kind {
        case 80:
            guard let lease = HomeLease(from: &reader), let asker = reader.word64() else { return nil }
            return .renewed(lease, asker: asker)
        case 81:
            guard let application = reader.application(), let slot = ShardSlot(from: &reader),
                let pool = PoolSize(from: &reader), let ask = reader.varint(), let sleep = reader.varint()
            else { return nil }
            return .granted(application, slot, pool, ask: ask, sleepMilliseconds: sleep)
        case 82:
            guard let session = reader.session(),
                let refusal = reader.byte().flatMap(ShardRefusal.init(rawValue:)), let retry = reader.varint()
            else { return nil }
            return .refused(session, refusal, retryMilliseconds: retry)
        case 83:
            guard let application = reader.application(), let session = reader.session(),
                let ask = reader.varint(), let slot = reader.optional({ ShardSlot(from: &$0) })
            else { return nil }
            return .standing(application, session, ask: ask, slot.value)
        case 84:
            guard let application = reader.application(), let slot = ShardSlot(from: &reader) else {
                return nil
            }
            return .released(application, slot)
        case 85:
            guard let application = reader.application(), let ask = reader.varint(),
                let pool = PoolSize(from: &reader), let count = reader.byte(), count <= slotsMax
            else { return nil }
            var slots: [ShardSlot] = []
            for _ in 0..<count {
                guard let slot = ShardSlot(from: &reader) else { return nil }
                slots.append(slot)
            }
            return .holds(application, ask: ask, pool, slots)
        case 86:
            guard let session = reader.session(), let ask = reader.varint(), let wait = reader.varint() else {
                return nil
            }
            return .turn(session, ask: ask, milliseconds: wait)
        case 87:
            guard let application = reader.application(), let session = reader.session(),
                let slot = ShardSlot(from: &reader)
            else { return nil }
            return .taken(application, session, slot)
        case 88:
            guard let application = reader.application(), let voter = reader.node() else { return nil }
            return .elsewhere(application, voter)
        case 89:
            guard let application = reader.application(), let session = reader.session(),
                let ask = reader.varint(), let slot = ShardSlot(from: &reader)
            else { return nil }
            return .seen(application, session, ask: ask, slot)
        case 100:
            guard let session = reader.session(), let ask = reader.varint() else { return nil }
            return .handed(session, ask: ask)
        case 97:
            guard let session = reader.session(), let ask = reader.varint(),
                let verdict = reader.byte().flatMap(ShardVerdict.init(rawValue:)),
                let promise = reader.varint()
            else { return nil }
            return .beaten(session, ask: ask, verdict, promise: promise)
        default: return nil
        }
    }
}

extension PayloadWriter {
    mutating func session(_ session: SessionID) {
        word64(session.high)
        word64(session.low)
    }

    fileprivate mutating func address(_ application: ApplicationID, _ session: SessionID) {
        word64(application.number)
        self.session(session)
    }

    mutating func optional<Value>(
        _ value: Value?, _ write: (inout PayloadWriter, Value) -> Void
    ) {
        byte(value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }
}

extension PayloadReader {
    mutating func session() -> SessionID? {
        guard let high = word64(), let low = word64() else { return nil }
        return SessionID(high: high, low: low)
    }

    fileprivate mutating func application() -> ApplicationID? { word64().map { ApplicationID(number: $0) } }

    /// A value that may be missing, in a box, so that nil is left for bytes that do not decode.
    struct Optionally<Value> {
        var value: Value?
    }

    mutating func optional<Value>(
        _ read: (inout PayloadReader) -> Value?
    ) -> Optionally<Value>? {
        guard let isThere = flag() else { return nil }
        guard isThere else { return Optionally(value: nil) }
        return read(&self).map { Optionally(value: $0) }
    }
}
