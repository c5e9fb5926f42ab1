import Membership

/// A simulated bot: registers with its home, beats, and registers again when it is unknown.
struct Bot {
    let identity: String
    let fleet: String
    /// The host at which it registers and beats.
    var home: Int
    var isRunning = false
    var isRegistered = false
    var lease: String?
    /// The number that it was told last.
    var number: ClusterNumber?
    /// Rises with each turn that is scheduled: earlier ones are stale.
    var attempt: Int32 = 0
    /// Rises with each request, so that late answers are told apart.
    var requests: UInt32 = 0
}
