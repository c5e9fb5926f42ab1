/// What a node holds of one member: the replicated record, and what this node alone knows.
struct MemberSlot: Sendable {
    /// State and incarnation included. A suspicion is in the state, its details in `suspicion`.
    var record: MemberRecord
    /// When it entered its state here.
    var since: Instant
    var sinceWall: WallTime
    /// Smoothed round trip of direct probes; nil before the first.
    var roundTrip: Instant.Span?
    /// False for a member of the store that nothing was heard of in this run.
    var isVerified: Bool
    /// Set exactly while `record.state` is `suspect`.
    var suspicion: Suspicion?

    /// What the domain may see: nobody is alive by hearsay from a former run.
    var shownState: MemberState {
        record.state == .alive && !isVerified ? .suspect : record.state
    }

    var member: Member {
        var shown = record
        shown.state = shownState
        return Member(record: shown, since: since, sinceWall: sinceWall, roundTrip: roundTrip)
    }
}
