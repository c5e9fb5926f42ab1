/// A voter set as the map carries it, so that every node learns the newest one, also a node that never
/// votes. The entry's name is lineage and epoch; it is written once, since an epoch has one set (INV-4).
/// Who knows a set follows the chain of proofs from there, and trusts nobody; who knows none starts with the
/// first set of a lineage.
enum VoterSetEntry: Hashable, Sendable {
    /// The first of its lineage.
    case founding(VoterSet)
    case succession(Succession)

    static let space = Keyspace(rawValue: 130)

    var set: VoterSet {
        switch self {
        case .founding(let set): set
        case .succession(let succession): succession.next
        }
    }

    var entryKey: EntryKey { Self.entryKey(set.lineage, set.epoch) }

    static func entryKey(_ lineage: Lineage, _ epoch: Epoch) -> EntryKey {
        EntryKey(space: space, bytes: lineage.encoded() + VotingRows.bytes(epoch.number))
    }

    /// - Returns: nil for an entry that is none, or whose name is not that of its set.
    init?(_ entry: Entry) {
        guard entry.key.space == Self.space, let value = try? VoterSetEntry(decoding: entry.payload),
            value.entryKey == entry.key
        else { return nil }
        self = value
    }
}

// kind 1: 1 voter set, 2 succession | body
extension VoterSetEntry: WireValue {
    func write(to sink: inout some WireSink) {
        switch self {
        case .founding(let set):
            sink.byte(1)
            set.write(to: &sink)
        case .succession(let succession):
            sink.byte(2)
            succession.write(to: &sink)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        switch try reader.byte() {
        case 1: self = .founding(try VoterSet(from: &reader))
        case 2: self = .succession(try Succession(from: &reader))
        default: throw .value
        }
    }
}
