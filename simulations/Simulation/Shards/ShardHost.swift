import GossipCore
import Membership

/// One host: a clock, and a process while it runs.
struct ShardHost {
    let index: Int
    var id: NodeID
    var clock: VirtualClock
    var shards: Shards?
    /// Rises with each start and stop; what was meant for an earlier run is lost.
    var life = 0
    /// Until when the process stands still. What it decided just before leaves only then.
    var pausedUntil: UInt64 = 0
    /// The next input is handled, and its output is held back until the pause is over.
    var pausesNext: UInt64 = 0
    var wakeAt: UInt64 = .max
    var boots: UInt64 = 0
}
