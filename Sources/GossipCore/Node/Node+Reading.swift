/// What the domain reads.
extension Node {
    /// All members but forgotten ones, this node included, ordered by id. O(n log n).
    public var members: [Member] {
        var members = table.slots.filter { $0.record.state != .forgotten }.map(\.member)
        members.append(ownMember)
        members.sort { $0.record.id < $1.record.id }
        return members
    }

    public func member(_ id: NodeID) -> Member? {
        if id == own.id { return ownMember }
        guard let position = table.find(id), table[position].record.state != .forgotten else { return nil }
        return table[position].member
    }

    /// Whether anything is held of a member, be it that it was forgotten.
    public func holds(_ id: NodeID) -> Bool { id == own.id || table.find(id) != nil }

    public func entry(_ key: EntryKey) -> Entry? { cold.entry(key) }

    /// All entries of a space, ordered by key. O(n log n).
    public func entries(in space: Keyspace) -> [Entry] { cold.entries(in: space) }

    public func report(_ key: [UInt8]) -> Report? { hot.report(key) }

    /// The fingerprint of the cold plane, members included: two nodes with one fingerprint hold the same.
    public var fingerprint: UInt64 { coldIndex.fingerprint }

    /// The fingerprint of the hot plane.
    public var hotFingerprint: UInt64 { hotIndex.fingerprint }

    /// Entries and members of the cold plane.
    public var entryCount: Int { coldIndex.count }

    private var ownMember: Member {
        Member(record: own, since: startedAt, sinceWall: startedAtWall, roundTrip: nil)
    }
}
