/// What a node says of itself to those who found or choose voters: the answer to a call, and, of voters and
/// founders, an entry of the cold plane. It proves its own key: the key's hash is the node's id, and the id is
/// the entry's name and its writer.
///
/// Only what needs a signature is signed, and that is votes. A member that forges another's candidacy can
/// bring about a needless change of voters, or a founding too early, as it can call members dead; it cannot
/// decide a register.
struct Candidacy: Hashable, Sendable {
    var key: VoterKey
    /// Whether the node may be made a voter.
    var mayVote: Bool
    /// Its `--bootstrap-expect`.
    var expects: UInt64
    /// Whom this node lets found the voters. It lets nobody else while that one is not held dead.
    var founder: NodeID?
    /// Of the voters that it knows.
    var lineage: Lineage?
    /// In which it votes.
    var voting: Epoch?

    static let space = Keyspace(rawValue: 2)

    static func entryKey(_ node: NodeID) -> EntryKey { EntryKey(space: space, bytes: node.encoded()) }

    /// - Returns: nil for an entry that is none, or that proves nothing.
    init?(_ entry: Entry) {
        guard entry.key.space == Self.space, let candidacy = try? Candidacy(decoding: entry.payload),
            entry.key.bytes == candidacy.key.id.encoded(), entry.stamp.writer == candidacy.key.id
        else { return nil }
        self = candidacy
    }

    func isVoting(in set: VoterSet) -> Bool { lineage == set.lineage && voting == set.epoch }

    init(key: VoterKey, mayVote: Bool, expects: UInt64) {
        self.key = key
        self.mayVote = mayVote
        self.expects = expects
    }
}

// format 1 | key 32 | flags 1 | expects varint | founder NodeID, lineage 16, voting varint where their flag is
extension Candidacy: WireValue {
    private static let format: UInt8 = 1

    func write(to sink: inout some WireSink) {
        sink.byte(Self.format)
        key.write(to: &sink)
        sink.byte(
            (mayVote ? 1 : 0) | (founder == nil ? 0 : 2) | (lineage == nil ? 0 : 4) | (voting == nil ? 0 : 8))
        sink.varint(expects)
        founder?.write(to: &sink)
        lineage?.write(to: &sink)
        if let voting { sink.varint(voting.number) }
    }

    init(from reader: inout WireReader) throws(WireError) {
        guard try reader.byte() == Self.format else { throw .value }
        key = try VoterKey(from: &reader)
        let flags = try reader.byte()
        guard flags < 16 else { throw .value }
        mayVote = flags & 1 != 0
        expects = try reader.varint()
        founder = flags & 2 == 0 ? nil : try NodeID(from: &reader)
        lineage = flags & 4 == 0 ? nil : try Lineage(from: &reader)
        voting = flags & 8 == 0 ? nil : Epoch(try reader.varint())
    }
}
