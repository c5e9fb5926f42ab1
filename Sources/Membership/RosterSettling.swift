import GossipCore

/// Registrations of one cluster that share one decision and are answered together, once the registration
/// and its number are on this node's disk.
struct Settling: Sendable {
    var waiters: [RequestID]
    /// The newest; only its hash is known elsewhere.
    var lease: String
    /// The entry that is being written, but for the lease.
    var entry: RegistrationEntry
    /// The write of the newest entry; nil once it is on the disk.
    var token: PersistToken?
    /// On the disk.
    var number: NumberKey?
    /// When the wait for the number is over; where `isLate`, that for the disk.
    var deadline: Instant
    /// The wait for the number is over: the answer is `pending` as soon as the registration is on the disk.
    var isLate = false
}
