/// What nodes tell each other to get numbers (`Command.send`, record 14).
///
/// ```
///  0       1
///  +-------+------------------------------------------------------------------+
///  | kind  | 1 ask:      fleet, identity, highest varint, count varint        |
///  | 1     | 2 told:     fleet, identity, number varint                       |
///  |       | 3 survey:   fleet, round varint                                  |
///  |       | 4 surveyed: fleet, round varint, highest varint, count varint    |
///  +-------+------------------------------------------------------------------+
///  fleet and identity: varint length, then 1 to 256 bytes of UTF-8
/// ```
/// One message holds one kind, and as many of its bodies, end to end, as fit. At most 2 * 258 + 10 + 1
/// bytes for a single one (`Limits.messageBytesMax`). Other kinds are of a later version, and ignored.
enum NumberMessage: Hashable, Sendable {
    /// From a home to the assigner: number this identity. Says also how far the home's own map is.
    case ask(fleet: FleetName, identity: ClusterIdentity, knows: NumberExtent)
    /// From the assigner to a home, once the assignment is on the assigner's disk.
    case told(fleet: FleetName, identity: ClusterIdentity, ClusterNumber)
    /// From an assigner to all: how far do you know this fleet?
    case survey(fleet: FleetName, round: UInt64)
    /// The answer. Who gives it lets nobody else assign for a while.
    case surveyed(fleet: FleetName, round: UInt64, knows: NumberExtent)

    private var kind: UInt8 {
        switch self {
        case .ask: 1
        case .told: 2
        case .survey: 3
        case .surveyed: 4
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
        switch self {
        case .ask(let fleet, let identity, let knows):
            writer.bytes(fleet.utf8)
            writer.bytes(identity.utf8)
            writer.varint(UInt64(knows.highest))
            writer.varint(UInt64(knows.count))
        case .told(let fleet, let identity, let number):
            writer.bytes(fleet.utf8)
            writer.bytes(identity.utf8)
            writer.varint(UInt64(number.value))
        case .survey(let fleet, let round):
            writer.bytes(fleet.utf8)
            writer.varint(round)
        case .surveyed(let fleet, let round, let knows):
            writer.bytes(fleet.utf8)
            writer.varint(round)
            writer.varint(UInt64(knows.highest))
            writer.varint(UInt64(knows.count))
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
        guard (1...4).contains(kind),
            let fleet = reader.bytes(max: FleetName.bytesMax).flatMap(FleetName.init(utf8:))
        else { return nil }
        switch kind {
        case 1:
            guard let identity = identity(&reader), let knows = extent(&reader) else { return nil }
            return .ask(fleet: fleet, identity: identity, knows: knows)
        case 2:
            guard let identity = identity(&reader), let number = word(&reader), number > 0 else { return nil }
            return .told(fleet: fleet, identity: identity, ClusterNumber(number))
        case 3:
            return reader.varint().map { .survey(fleet: fleet, round: $0) }
        default:
            guard let round = reader.varint(), let knows = extent(&reader) else { return nil }
            return .surveyed(fleet: fleet, round: round, knows: knows)
        }
    }

    private static func identity(_ reader: inout PayloadReader) -> ClusterIdentity? {
        reader.bytes(max: ClusterIdentity.bytesMax).flatMap(ClusterIdentity.init(utf8:))
    }

    private static func word(_ reader: inout PayloadReader) -> UInt32? {
        reader.varint().flatMap(UInt32.init(exactly:))
    }

    private static func extent(_ reader: inout PayloadReader) -> NumberExtent? {
        guard let highest = word(&reader), let count = word(&reader) else { return nil }
        return NumberExtent(highest: highest, count: count)
    }
}
