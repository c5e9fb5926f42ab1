import GossipCore

/// What a host has on its disk, and what is on its way there. A crash loses what was not committed.
struct VirtualDisk {
    /// What a start finds.
    struct Contents {
        var incarnation = Incarnation(0)
        var entries: [EntryKey: Entry] = [:]
        var members: [NodeID: MemberRecord] = [:]
        var rows: [[UInt8]: [UInt8]] = [:]
    }

    private(set) var committed = Contents()
    /// An earlier state, for a disk that is rolled back to a backup.
    private var backup = Contents()
    private var waiting: [PersistRequest] = []
    /// How many of `waiting` the running commit writes; zero while the disk rests.
    private var committing = 0

    var isResting: Bool { committing == 0 }
    var hasWaiting: Bool { !waiting.isEmpty }
    /// Whether something waits whose promise is held back until it is committed.
    var isUrgent: Bool { waiting.contains { $0.token != nil } }

    mutating func enqueue(_ request: PersistRequest) { waiting.append(request) }

    /// Begins to write all that waits now.
    mutating func beginCommit() { committing = waiting.count }

    /// - Returns: the tokens to hand back, in order.
    mutating func endCommit() -> [PersistToken] {
        let written = waiting.prefix(committing)
        for request in written { apply(request.change) }
        let tokens = written.compactMap(\.token)
        waiting.removeFirst(committing)
        committing = 0
        return tokens
    }

    /// - Parameter written: of what was being written, how many requests reached the disk before the end.
    mutating func crash(written: Int) { end(written, of: committing) }

    private mutating func end(_ written: Int, of count: Int) {
        for request in waiting.prefix(min(written, count)) { apply(request.change) }
        waiting.removeAll()
        committing = 0
    }

    /// Writes all that waits: a process that ends in order closes its store.
    mutating func close() { end(waiting.count, of: waiting.count) }

    /// A write that is finished before the host goes on.
    mutating func commit(_ change: PersistRequest.Change) { apply(change) }

    /// What a copy of the committed files would be.
    var copy: VirtualDisk {
        var copy = VirtualDisk()
        copy.committed = committed
        return copy
    }

    /// Whether the disk or its backup knows of voters.
    var hasRows: Bool { !committed.rows.isEmpty || !backup.rows.isEmpty }

    mutating func takeBackup() { backup = committed }
    mutating func rollBack() { committed = backup }
    mutating func lose() { committed = Contents() }

    /// In the order of keys: a dictionary's own differs from run to run.
    var restored: Restored {
        Restored(
            entries: committed.entries.values.sorted { $0.key < $1.key },
            members: committed.members.values.sorted { $0.id < $1.id },
            rows: committed.rows.map { VotingRow(key: $0.key, value: $0.value) }
                .sorted { $0.key.lexicographicallyPrecedes($1.key) })
    }

    private mutating func apply(_ change: PersistRequest.Change) {
        switch change {
        case .entry(let entry): committed.entries[entry.key] = entry
        case .member(let record): committed.members[record.id] = record
        case .removeMember(let id): committed.members[id] = nil
        case .incarnation(let incarnation): committed.incarnation = incarnation
        case .rows(let rows):
            for row in rows { committed.rows[row.key] = row.value }
        }
    }
}
