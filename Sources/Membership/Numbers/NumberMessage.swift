/// What homes and proposers tell each other about numbers (`Command.send`, record 14).
///
/// ```
///  ask    1 | bodies: fleet, identity
///  told   2 | key 32 | signature 64 | bodies: fleet, identity, number varint
///  waits  3 | key 32 | signature 64 | bodies: fleet, identity, reason 1
///  fleet and identity: varint length, then 1 to 256 bytes of UTF-8
/// ```
/// One message holds one kind, and as many of its bodies, end to end, as fit. At most 1 + 96 + 2 * 258 + 5
/// bytes for a single one (`Limits.messageBytesMax`). Answers are signed (`NumberSeal`). Other kinds are of a
/// later version, and ignored.
enum NumberMessage: Hashable, Sendable {
    /// From a home to a proposer: number this identity, or say which number it has.
    case ask(NumberRequest)
    /// From a proposer to a home: this is decided.
    case told(NumberRequest, ClusterNumber)
    /// From a proposer to a home that asks again: not yet.
    case waits(NumberRequest, PendingReason)

    var kind: Kind {
        switch self {
        case .ask: .ask
        case .told: .told
        case .waits: .waits
        }
    }

    enum Kind: UInt8 {
        case ask = 1
        case told
        case waits

        /// Whether it is a proposer's word, and signed.
        var isAnswer: Bool { self != .ask }
    }

    /// One kind, and as many bodies of it as fit a datagram.
    struct Packet: Hashable, Sendable {
        var kind: Kind
        var bodies: [UInt8]
    }

    /// Packs messages, in order, into as few packets as their kinds and `bodyBytesMax` allow.
    static func packed(_ messages: [NumberMessage], bodyBytesMax: Int) -> [Packet] {
        var packets: [Packet] = []
        for message in messages {
            let body = message.body
            if let last = packets.last, last.kind == message.kind,
                last.bodies.count + body.count <= bodyBytesMax
            {
                packets[packets.count - 1].bodies += body
            } else {
                packets.append(Packet(kind: message.kind, bodies: body))
            }
        }
        return packets
    }

    private var body: [UInt8] {
        var writer = PayloadWriter()
        let request =
            switch self {
            case .ask(let request), .told(let request, _), .waits(let request, _): request
            }
        writer.bytes(request.fleet.utf8)
        writer.bytes(request.identity.utf8)
        switch self {
        case .ask: break
        case .told(_, let number): writer.varint(UInt64(number.value))
        case .waits(_, let reason): writer.byte(reason.rawValue)
        }
        return writer.bytes
    }

    /// - Returns: what decodes, up to the first body that does not.
    static func unpacked(_ packet: Packet) -> [NumberMessage] {
        var reader = PayloadReader(packet.bodies)
        var messages: [NumberMessage] = []
        while reader.remaining > 0, let message = next(packet.kind, &reader) { messages.append(message) }
        return messages
    }

    private static func next(_ kind: Kind, _ reader: inout PayloadReader) -> NumberMessage? {
        guard let fleet = reader.bytes(max: FleetName.bytesMax).flatMap(FleetName.init(utf8:)),
            let identity = reader.bytes(max: ClusterIdentity.bytesMax).flatMap(ClusterIdentity.init(utf8:))
        else { return nil }
        let request = NumberRequest(fleet: fleet, identity: identity)
        switch kind {
        case .ask:
            return .ask(request)
        case .told:
            guard let number = reader.varint().flatMap(UInt32.init(exactly:)), number > 0 else { return nil }
            return .told(request, ClusterNumber(number))
        case .waits:
            return reader.byte().flatMap(PendingReason.init(rawValue:)).map { .waits(request, $0) }
        }
    }
}
