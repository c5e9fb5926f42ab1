import GossipCore

/// What a `NumberAuthority` wants done, in order.
struct NumberOutbox: Sendable {
    struct Proposal: Sendable {
        var register: RegisterKey
        var change: RegisterChange
    }

    /// Put these into the map, where they may stand already.
    var writes: [AttestedNumber] = []
    var messages: [(to: NodeID, message: NumberMessage)] = []
    /// For `Command.decide`, within `NumberAuthority.decisionSpan`.
    var proposals: [Proposal] = []
}
