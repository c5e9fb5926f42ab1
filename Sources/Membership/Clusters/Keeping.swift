import GossipCore

/// What only the home of a cluster knows of it.
struct Keeping: Sendable {
    /// The last beat or registration here; the start of this run for a cluster of a former one, which
    /// thus has one full time to live.
    var lastBeat: Instant
    /// Whether this run of the node claimed the cluster. Reports count from 1 in each run, so a claim of
    /// this run must stand before the first of them.
    var isClaimed = false
    var meter = RateMeter()
    var pace = ReportPace()
    /// Reports published under any claim of this run.
    var sequence: UInt64 = 0
    /// The newest report, where it waits for its turn.
    var waiting: ClusterReport?
    /// The deadline that counts in the queue; others of this cluster are stale.
    var armed: Instant?

    init(lastBeat: Instant) { self.lastBeat = lastBeat }
}
