package import GossipCore

/// What the shards of a node want done, in order.
package struct ShardOutbox: Sendable {
    /// For `Command.decide`, within `ShardTerms.decisionSpan`; the outcome comes back as `ShardInput.decided`.
    package var proposals: [(key: RegisterKey, change: RegisterChange)] = []
    /// For `Command.send`; never to this node itself.
    package var messages: [(to: NodeID, bytes: [UInt8])] = []
    package var answers: [(request: RequestID, answer: ShardAnswer)] = []

    package init() {}

    package mutating func removeAll() {
        proposals.removeAll(keepingCapacity: true)
        messages.removeAll(keepingCapacity: true)
        answers.removeAll(keepingCapacity: true)
    }
}
