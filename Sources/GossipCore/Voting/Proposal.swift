/// One register on its way to a decision, at its proposer.
struct Proposal: Sendable {
    enum Phase: Sendable {
        /// Until the back-off is over.
        case waiting
        /// Phase 1, with the value of the highest accepted ballot among the promises so far.
        case preparing(highest: Ballot, value: [UInt8]?)
        /// Phase 2.
        case accepting(value: [UInt8])
    }

    let change: RegisterChange
    let giveUpAt: Instant
    var ballot = Ballot.zero
    var phase = Phase.waiting
    /// Voters that said yes in this phase, and those that said no.
    var yes: Set<NodeID> = []
    var no: Set<NodeID> = []
    /// When to act unless answers decide before.
    var dueAt: Instant
    /// Of the current phase.
    var sends = 0
    var attempts = 0
}
