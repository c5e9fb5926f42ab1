/// What a node holds of one member: the replicated record, and what this node alone knows. There is one for
/// each member at each node, so its size is what a fleet costs: 152 bytes.
struct MemberSlot: Sendable {
    /// State and incarnation included. A suspicion is in the state, its details in `suspicion`.
    var record: MemberRecord
    /// When it entered its state here.
    var since: Instant
    var sinceWall: WallTime
    /// None or one: few members are suspect at a time, and an empty array is a pointer.
    private var suspicions: [Suspicion] = []
    /// Microseconds; negative before the first.
    private var roundTripMicroseconds: Int32 = -1
    /// False for a member of the store that nothing was heard of in this run.
    var isVerified: Bool

    init(record: MemberRecord, since: Instant, sinceWall: WallTime, isVerified: Bool) {
        self.record = record
        self.since = since
        self.sinceWall = sinceWall
        self.isVerified = isVerified
    }

    /// Smoothed round trip of direct probes; nil before the first.
    var roundTrip: Instant.Span? {
        get {
            roundTripMicroseconds < 0
                ? nil : Instant.Span(nanoseconds: Int64(roundTripMicroseconds) * 1_000)
        }
        set {
            roundTripMicroseconds = newValue.map { Int32(clamping: max(0, $0.nanoseconds) / 1_000) } ?? -1
        }
    }

    /// Set exactly while `record.state` is `suspect`.
    var suspicion: Suspicion? {
        get { suspicions.first }
        set {
            switch (newValue, suspicions.isEmpty) {
            case (nil, true): break
            case (nil, false): suspicions = []
            case (let suspicion?, true): suspicions = [suspicion]
            case (let suspicion?, false): suspicions[0] = suspicion
            }
        }
    }

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
