import GossipCore

/// INV-13: without faults no healthy member is ever called dead. Crashes, restarts and departures of others
/// are no excuse; loss, partitions, pauses and slowness are.
struct NoFalseDeath {
    var isExcused = false

    func changed(observer: Int, record: MemberRecord, subject: Host?) -> String? {
        guard !isExcused, record.state == .dead, let subject, Self.isHealthy(subject, record: record) else {
            return nil
        }
        return "host \(observer) called healthy host \(subject.index) dead at \(record.incarnation.number)"
    }

    /// Whether a record is about the run of a host that is up and well, and not about the crash before.
    static func isHealthy(_ subject: Host, record: MemberRecord) -> Bool {
        subject.id == record.id && subject.isHealthy && !subject.hasLeft
            && subject.claimedBefore < record.incarnation
    }
}
