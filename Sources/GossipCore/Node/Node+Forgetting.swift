/// Members that are gone for good, and the tombstones that keep them from coming back by hearsay (INV-6).
extension Node {
    static let sweepPeriod = Instant.Span.seconds(60)
    /// A tombstone whose time is over is told to nobody, but guards here for an hour in each run at least,
    /// whatever time the fleet believes it is: long enough to hear the clocks of others after a start, and to
    /// correct one that was set wrongly.
    private static let tombstoneHoldMin = Instant.Span.seconds(3_600)
    private static let dayMilliseconds: UInt64 = 86_400_000

    /// What a tombstone that is made now bears.
    var tombstoneTime: WallTime { fleetTime.reading(at: now, own: wall) }

    /// Only the dead and the gone; a living member would refute it at once.
    mutating func forget(_ member: NodeID, into outbox: inout Outbox) {
        guard let position = table.find(member) else { return }
        let state = table[position].record.state
        guard state == .dead || state == .left || !table[position].isVerified else { return }
        entomb(position, into: &outbox)
    }

    private mutating func entomb(_ position: Int, into outbox: inout Outbox) {
        let forgottenAt = tombstoneTime
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
        judgeTombstones()
        let time = tombstoneTime
        let patience = Instant.Span.seconds(Limits.leftHours * 3_600)
        var expired: [NodeID] = []
        for position in 0..<table.count {
            let state = table[position].record.state
            guard state >= .left else { continue }
            let held = now - table[position].since
            if state == .left, held >= patience {
                entomb(position, into: &outbox)
            } else if held >= Self.tombstoneHoldMin, isOver(table[position].record, at: time) {
                expired.append(table[position].record.id)
            }
        }
        for id in expired { drop(id, into: &outbox) }
    }

    /// Takes the tombstones whose time is over out of the plane, and those back in whose time is not over after
    /// all: nodes that read the same fleet time agree on the plane, whether they hold such a tombstone still or
    /// not.
    mutating func judgeTombstones() {
        let time = tombstoneTime
        for slot in table.slots where slot.record.state == .forgotten {
            let keyHash = slot.record.id.keyHash
            let isOver = isOver(slot.record, at: time)
            coldIndex.set(isOver ? nil : slot.record.versionHash(keyHash: keyHash), for: keyHash)
        }
    }

    /// A tombstone that who does not hold it takes from nobody either.
    func isOver(_ record: MemberRecord) -> Bool {
        record.state == .forgotten && isOver(record, at: tombstoneTime)
    }

    private func isOver(_ record: MemberRecord, at time: WallTime) -> Bool {
        guard record.state == .forgotten else { return false }
        let age = time.milliseconds.subtractingReportingOverflow(record.forgottenAt.milliseconds)
        return !age.overflow && age.partialValue >= UInt64(Limits.tombstoneDays) * Self.dayMilliseconds
    }
}
