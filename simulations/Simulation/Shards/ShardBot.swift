import GossipCore
import Membership

/// A bot that obeys: it runs a shard from the answer to `/connect` until it is told to stop, or until the promise of
/// the last 204 ends on its own clock; then closing its connection takes a moment. While its sidecar is silent it beats
/// at other nodes.
struct ShardBot {
    enum State {
        /// The process does not run.
        case down
        case idle
        case connecting
        case running
        /// It stopped, and its connection is still closing.
        case closing
    }

    var clock: VirtualClock
    /// The host that it runs on, and whose sidecar it asks first.
    var host: Int
    var instance: String?
    /// Whether it asks for a permit to identify. Others sleep for as long as they are told.
    var hasHook: Bool
    var state = State.down
    var application: ApplicationID
    var session: SessionID?
    var shard: Int?
    /// On its clock.
    var promiseEnd = Instant.zero
    /// Whom it asks now: its own sidecar, or another node while that does not answer.
    var asks: Int
    /// Rises whenever what was scheduled for it is void.
    var turn = 0
    /// The request that it waits for, and when it was sent, on its clock.
    var request: UInt64 = 0
    var sentAt = Instant.zero
    /// When its shard was identified; nil until then.
    var isIdentified = false
    var failures = 0
    /// It wants to go: at the next beat it disconnects.
    var isLeaving = false
}
