import DequeModule

/// Sees to it that nothing leaves before what it rests on is on the disk: every write has a sequence number,
/// and every answer waits for all writes before it. The number is on the disk too, and travels in votes, so
/// that peers can tell a node whose disk was rolled back (docs/voting.md).
struct Journal: Sendable {
    /// Of the last write.
    private(set) var sequence: UInt64
    private var durable: UInt64
    private var held: Deque<(sequence: UInt64, promise: Promise)> = []
    var broken: BrokenRule?

    /// What waits for the disk.
    enum Promise: Sendable {
        case packet(VotingOutbox.Packet)
        case event(VotingEvent)
    }

    /// - Parameter sequence: of the last write that the disk holds.
    init(sequence: UInt64) {
        self.sequence = sequence
        durable = sequence
    }

    mutating func write(_ rows: [VotingRow], into outbox: inout VotingOutbox) {
        sequence += 1
        outbox.writes.append(
            VotingWrite(rows: rows + [VotingRows.sequence(sequence)], sequence: sequence))
    }

    /// - Returns: whether it may leave at once; else it is kept.
    mutating func release(_ promise: Promise) -> Bool {
        if sequence <= durable || broken == .votesBeforeDurable { return true }
        if held.count < Limits.heldAnswersMax { held.append((sequence, promise)) }
        return false
    }

    func answersHeld(upTo sequence: UInt64) -> Int { held.count { $0.sequence <= sequence } }

    /// - Returns: what waited for this write.
    mutating func persisted(_ sequence: UInt64) -> [Promise] {
        durable = max(durable, min(sequence, self.sequence))
        var promises: [Promise] = []
        while let first = held.first, first.sequence <= durable {
            promises.append(first.promise)
            held.removeFirst()
        }
        return promises
    }
}
