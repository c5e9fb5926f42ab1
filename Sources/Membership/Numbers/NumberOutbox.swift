import GossipCore

/// What a `NumberAuthority` wants done, in order.
struct NumberOutbox: Sendable {
    struct Proposal: Sendable {
        var register: RegisterKey
        var change: RegisterChange
    }

    /// Decided here or told by a voter: the numbers are true, whatever the map says.
    var decisions: [(key: NumberKey, identity: ClusterIdentity)] = []
    /// Decided some time ago, and still not in the map: put them there.
    var writes: [(key: NumberKey, identity: ClusterIdentity)] = []
    var messages: [(to: NodeID, message: NumberMessage)] = []
    /// For `Command.decide`, within `NumberAuthority.decisionSpan`.
    var proposals: [Proposal] = []
}
