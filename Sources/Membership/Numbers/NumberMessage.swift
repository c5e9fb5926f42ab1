import GossipCore

/// What homes and proposers tell each other about numbers (`Command.send`, record 14).
///
/// ```
///  0       1
///  +-------+---------------------------------------------------------------+
///  | kind  | 1 ask:    fleet, identity                                     |
///  | 1     | 2 told:   fleet, identity, number varint, attestation 96      |
///  |       | 3 waits:  fleet, identity, reason 1                           |
///  +-------+---------------------------------------------------------------+
///  fleet and identity: varint length, then 1 to 256 bytes of UTF-8
/// ```
/// One message holds one kind, and as many of its bodies, end to end, as fit. At most 1 + 2 * 258 + 5 + 96
/// bytes for a single one (`Limits.messageBytesMax`). Other kinds are of a later version, and ignored.
enum NumberMessage: Hashable, Sendable {
    /// From a home to a proposer: number this identity, or say which number it has.
    case ask(NumberRequest)
    /// From a proposer to a home: this is decided.
    case told(AttestedNumber)
    /// From a proposer to a home that asks again: not yet, and why. Not signed: a lie costs time alone.
    case waits(NumberRequest, PendingReason)

    private var kind: UInt8 {
        switch self {
        case .ask: 1
        case .told: 2
        case .waits: 3
        }
    }

    var request: NumberRequest {
        switch self {
        case .ask(let request), .waits(let request, _): request
        case .told(let number): NumberRequest(fleet: number.key.fleet, identity: number.identity)
        }
    }

    /// Packs messages, in order, into as few datagram messages as their kinds and `bytesMax` allow.
    static func packed(_ messages: [NumberMessage], bytesMax: Int) -> [[UInt8]] {
        var packets: [[UInt8]] = []
        var packet: [UInt8] = []
        for message in messages {
            let body = message.body
            if packet.first != message.kind || packet.count + body.count > bytesMax {
                if !packet.isEmpty { packets.append(packet) }
                packet = [message.kind]
            }
            packet += body
        }
        if !packet.isEmpty { packets.append(packet) }
        return packets
    }

    private var body: [UInt8] {
        var writer = PayloadWriter()
        let request = request
        writer.bytes(request.fleet.utf8)
        writer.bytes(request.identity.utf8)
        switch self {
        case .ask: break
        case .told(let number):
            writer.varint(UInt64(number.key.number.value))
            writer.fixed(number.attestation)
        case .waits(_, let reason): writer.byte(reason.rawValue)
        }
        return writer.bytes
    }

    /// - Returns: what decodes, up to the first body that does not.
    static func unpacked(_ packet: [UInt8]) -> [NumberMessage] {
        var reader = PayloadReader(packet)
        guard let kind = reader.byte() else { return [] }
        var messages: [NumberMessage] = []
        while reader.remaining > 0, let message = next(kind, &reader) { messages.append(message) }
        return messages
    }

    private static func next(_ kind: UInt8, _ reader: inout PayloadReader) -> NumberMessage? {
        guard (1...3).contains(kind),
            let fleet = reader.bytes(max: FleetName.bytesMax).flatMap(FleetName.init(utf8:)),
            let identity = reader.bytes(max: ClusterIdentity.bytesMax).flatMap(ClusterIdentity.init(utf8:))
        else { return nil }
        let request = NumberRequest(fleet: fleet, identity: identity)
        switch kind {
        case 1:
            return .ask(request)
        case 2:
            guard let number = reader.varint().flatMap(UInt32.init(exactly:)), number > 0,
                let attestation = reader.fixed(Attestation.byteCount)
            else { return nil }
            let key = NumberKey(fleet: fleet, number: ClusterNumber(number))
            return .told(AttestedNumber(key: key, identity: identity, attestation: attestation))
        default:
            return reader.byte().flatMap(PendingReason.init(rawValue:)).map { .waits(request, $0) }
        }
    }
}
