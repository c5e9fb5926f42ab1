import GossipCore

/// One simulated machine: the real `Roster` with virtual clocks and a virtual disk.
struct Host {
    let index: Int
    /// Survives restarts, and is lost with the whole state directory.
    var key: SigningKey
    let name: String
    var address: Address
    var clock: VirtualClock
    var disk = VirtualDisk()
    /// nil while the process is down.
    var process: Process?
    /// How often it was started.
    var boots: Int32 = 0
    /// True time of the earliest wake in the event queue.
    var wakeAt: UInt64 = .max
    /// Stands still: nothing is handled, datagrams wait in the socket's buffer.
    var isPaused = false
    /// Slots of the datagrams that wait.
    var backlog: [Int32] = []
    /// Added to everything that it handles, in nanoseconds.
    var slowness: UInt64 = 0
    /// Shares of datagrams that are lost on its way out and in.
    var lossOut: UInt64 = 0
    var lossIn: UInt64 = 0
    /// The side of a partition on which it stands.
    var side: UInt8 = 0
    /// Left by its own will, or forgotten: nobody expects it back.
    var hasLeft = false
    /// The host whose id it bears because of a copied state directory.
    var clones: Int?
    /// Whether it was ever slow, paused or lossy itself.
    var hasSuffered = false
    /// It was given the key of another fleet.
    var hasForeignKey = false
    /// How often it called a healthy member dead that never suffered.
    var falseDeaths = 0
    /// The highest incarnation that it ever claimed under its current id.
    var claimed = Incarnation(0)
    /// The same before its current run: what is said at that or below is about an earlier run.
    var claimedBefore = Incarnation(0)

    /// A socket's receive buffer in datagrams of 1,200 bytes (212,992 bytes on Linux).
    static let backlogMax = 160

    var id: NodeID { key.id }
    var isUp: Bool { process != nil }
    /// Whether others should hold it alive: a process that runs.
    var isHealthy: Bool { isUp && !isPaused }
}
