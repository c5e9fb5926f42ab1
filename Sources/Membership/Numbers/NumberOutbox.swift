import GossipCore

/// What a `NumberAuthority` wants done, in order.
struct NumberOutbox: Sendable {
    /// Put this entry, and say when it is on this node's disk. Where the entry stands already, only say
    /// when it is on the disk.
    var writes: [(key: NumberKey, identity: ClusterIdentity)] = []
    var messages: [(to: NodeID, message: NumberMessage)] = []
}
