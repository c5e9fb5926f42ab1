import Membership
import NIOHTTP1

/// A request that passed the gate: what it asks for, before its body came.
struct Call: Sendable {
    var route: Route
    var head: HTTPRequestHead
    var target: RequestTarget
    /// Of the remote address, for the limits.
    var remoteKey: UInt64
    /// Whose secret came along, on the routes of shardman.
    var application: ApplicationID?
}
