import GossipCore

/// A voter's disk. It commits writes in order, and only those that it was told to.
struct VotingDisk {
    var rows: [[UInt8]: [UInt8]] = [:]
    private var pending: [VotingWrite] = []
    /// Of the last write that is on the disk.
    private(set) var sequence: UInt64 = 0

    var pendingCount: Int { pending.count }

    /// Of the last write, on the disk or under way.
    var sequenceWhenCommitted: UInt64 { pending.last?.sequence ?? sequence }

    var allRows: [VotingRow] {
        rows.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { VotingRow(key: $0, value: rows[$0]) }
    }

    /// All but the registers, whose rows begin with 6: enough for who is remembered.
    var rowsOfStanding: [VotingRow] {
        rows.filter { $0.key.first != 6 }.map { VotingRow(key: $0.key, value: $0.value) }
    }

    mutating func write(_ write: VotingWrite) { pending.append(write) }

    /// - Returns: the sequence of the oldest write that was under way.
    mutating func commit() -> UInt64? {
        guard !pending.isEmpty else { return nil }
        let write = pending.removeFirst()
        for row in write.rows { rows[row.key] = row.value }
        sequence = write.sequence
        return write.sequence
    }

    mutating func forgetPending() { pending = [] }

    struct Snapshot {
        fileprivate let rows: [[UInt8]: [UInt8]]
        let sequence: UInt64
    }

    var snapshot: Snapshot { Snapshot(rows: rows, sequence: sequence) }

    mutating func rollBack(to snapshot: Snapshot) {
        rows = snapshot.rows
        sequence = snapshot.sequence
        pending = []
    }
}
