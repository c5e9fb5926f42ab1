import GossipCore

/// What the assigner of a fleet has learned from the others since it became the assigner.
struct FleetSurvey: Sendable {
    /// Alive members that have not told yet how far they know the fleet, since they became alive.
    var waiting: Set<NodeID>
    /// The furthest that anybody told of.
    var known = NumberExtent()
    /// The highest number that this node handed out in the fleet.
    var assigned: UInt32 = 0
    /// When the fleet was asked about last.
    var askedAt: Instant?
    var round: UInt64 = 0

    /// Whether the assigner knows every number that any living member knows.
    func isComplete(_ own: NumberExtent) -> Bool { waiting.isEmpty && own.covers(known) }
}
