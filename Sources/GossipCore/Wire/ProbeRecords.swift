/// Asks whether the target hears us (SWIM 3.1).
struct Ping: Hashable, Sendable {
    /// Random; the ack echoes it, so that a recorded ack proves nothing.
    var challenge: UInt64
    /// `NodeID.low` of the target; zero: whoever you are.
    var target: UInt64
    /// The sender's own.
    var incarnation: Incarnation
    /// The sender's fingerprints of both planes.
    var cold: UInt64
    var hot: UInt32
}

/// The answer to a ping.
struct Ack: Hashable, Sendable {
    /// The ping's.
    var challenge: UInt64
    /// The sender's own.
    var incarnation: Incarnation
    /// The sender's fingerprints of both planes.
    var cold: UInt64
    var hot: UInt32
    /// What the sender's wall clock says, in minutes since 1970 (`FleetTime`).
    var clockMinutes: UInt32
}

/// Asks the receiver to ping `target` on the sender's behalf (SWIM 3.1).
struct PingRequest: Hashable, Sendable {
    /// Echoed by the `IndirectAck` or the `Nack`.
    var challenge: UInt64
    var target: NodeID
    var address: Address
}

/// The relay heard nothing from the target in time, but hears the prober (Lifeguard 3.1).
struct Nack: Hashable, Sendable {
    /// The ping request's.
    var challenge: UInt64
}

/// The relay heard the target.
struct IndirectAck: Hashable, Sendable {
    /// The ping request's.
    var challenge: UInt64
    var target: NodeID
    /// The target's, as it told the relay.
    var incarnation: Incarnation
}

/// `by` holds `member` suspect or dead at `incarnation` (SWIM 4.2; Lifeguard 3.2 counts distinct `by`).
struct Accusation: Hashable, Sendable {
    var member: NodeID
    var incarnation: Incarnation
    var by: NodeID
}
