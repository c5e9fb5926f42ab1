@testable import GossipCore

/// A disk that commits writes in order, and only those that it was told to.
struct VirtualDisk {
    var rows: [[UInt8]: [UInt8]] = [:]
    private var pending: [VotingWrite] = []

    var pendingCount: Int { pending.count }

    var allRows: [VotingRow] {
        rows.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { VotingRow(key: $0, value: rows[$0]) }
    }

    mutating func write(_ write: VotingWrite) { pending.append(write) }

    /// - Returns: the sequence of the oldest write that was under way.
    mutating func commit() -> UInt64? {
        guard !pending.isEmpty else { return nil }
        let write = pending.removeFirst()
        for row in write.rows { rows[row.key] = row.value }
        return write.sequence
    }

    mutating func forgetPending() { pending = [] }

    /// Of the last write that is on the disk.
    var sequence: UInt64 { (rows[[4]] ?? []).reduce(0) { $0 << 8 | UInt64($1) } }
}
