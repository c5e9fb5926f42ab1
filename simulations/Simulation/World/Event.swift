/// Something that will happen in a world, ordered by true time, then by when it was scheduled: ties are
/// broken by order of scheduling alone, so that one seed gives one run (INV-14).
struct Event: Comparable {
    enum Kind {
        /// The datagram in this slot of the pool arrives.
        case delivery(slot: Int32)
        /// A host's deadline.
        case wake(host: Int32)
        /// A host's disk finished a commit. `boot` tells events of an earlier run apart.
        case commit(host: Int32, boot: Int32)
        /// A host resolved the names of its seeds.
        case resolved(host: Int32, boot: Int32)
        case resume(host: Int32)
        /// A bot's turn; `attempt` tells stale turns apart.
        case bot(index: Int32, attempt: Int32)
        /// A step of the plan.
        case action(index: Int32)
    }

    /// True time in nanoseconds since the world began.
    var time: UInt64
    var order: UInt64
    var kind: Kind

    static func < (left: Event, right: Event) -> Bool {
        left.time == right.time ? left.order < right.order : left.time < right.time
    }

    static func == (left: Event, right: Event) -> Bool { left.order == right.order }
}
