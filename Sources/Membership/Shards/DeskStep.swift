import GossipCore

/// One decision that a voter was asked for. A register is decided one step at a time; the rest waits.
struct DeskStep: Sendable {
    var change: RegisterChange
    var purpose: Purpose

    enum Purpose: Sendable {
        /// Tell this home what stands.
        case renewing(NodeID, boot: UInt64)
        case watching(NodeID)
        case sizing(ApplicationID)
        case reading(ApplicationID, block: Int)
        case granting(ApplicationID, SessionID, shard: Int, ShardSlot)
        case releasing(ApplicationID, ShardSlot, for: NodeID)
        case finding(Adoption)
        case closing(Adoption)
        case moving(Adoption)
        case taking(ApplicationID)
        /// A turn that goes with a grant; the pace is then as named.
        case reserving(ApplicationID, SessionID, IdentifyPace, at: Instant)
        /// A permit for a session that waits, asked at this instant.
        case permitting(ApplicationID, SessionID, IdentifyPace, askedAt: Instant)

        /// Whether `next` is the same home asking for the same again.
        func isRepeated(by next: Purpose) -> Bool {
            switch (self, next) {
            case (.renewing(let home, _), .renewing(let other, _)): home == other
            case (.releasing(_, let slot, let home), .releasing(_, let next, let other)):
                slot == next && home == other
            case (.finding(let former), .finding(let next)):
                former.session == next.session && former.home == next.home
            default: false
            }
        }
    }

    /// A home wants a session.
    struct Adoption: Sendable {
        var application: ApplicationID
        var session: SessionID
        var ask: UInt64
        var home: NodeID
        var generation: UInt64
        var term: UInt64
        /// What it takes the session to be; nil if it only asks.
        var from: ShardSlot?
    }
}
