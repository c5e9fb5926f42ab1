/// Members that are gone for good, and the tombstones that keep them from coming back by hearsay (INV-6).
extension Node {
    static let sweepPeriod = Instant.Span.seconds(60)
    private static let dayMilliseconds: UInt64 = 86_400_000

    /// Only the dead and the gone; a living member would refute it at once.
    mutating func forget(_ member: NodeID, into outbox: inout Outbox) {
        guard let position = table.find(member) else { return }
        let state = table[position].record.state
        guard state == .dead || state == .left || !table[position].isVerified else { return }
        entomb(position, into: &outbox)
    }

    private mutating func entomb(_ position: Int, into outbox: inout Outbox) {
        let forgottenAt = wall
        change(position, into: &outbox) { slot in
            slot.record.state = .forgotten
            slot.record.forgottenAt = forgottenAt
            slot.isVerified = true
        }
        enqueue(.member(table[position].record.id), .life)
    }

    /// Once a minute: members that left long ago become forgotten; tombstones of 30 days go.
    mutating func sweep(into outbox: inout Outbox) {
        schedule[.sweep] = now + Self.sweepPeriod
        let patience = Instant.Span.seconds(Limits.leftHours * 3_600)
        var expired: [NodeID] = []
        for position in 0..<table.count {
            let slot = table[position]
            if slot.record.state == .left, now - slot.since >= patience {
                entomb(position, into: &outbox)
            } else if isOver(slot.record) {
                expired.append(slot.record.id)
            }
        }
        for id in expired { drop(id, into: &outbox) }
    }

    /// A tombstone whose time is over, which is taken from nobody either.
    func isOver(_ record: MemberRecord) -> Bool {
        guard record.state == .forgotten else { return false }
        let age = wall.milliseconds.subtractingReportingOverflow(record.forgottenAt.milliseconds)
        return !age.overflow && age.partialValue >= UInt64(Limits.tombstoneDays) * Self.dayMilliseconds
    }
}
