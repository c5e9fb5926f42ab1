/// A member as this node sees it now.
public struct Member: Sendable {
    /// One of the store that was not heard of in this run is shown as suspect.
    public var record: MemberRecord
    /// When it entered its state here.
    public var since: Instant
    public var sinceWall: WallTime
    /// Smoothed round trip of direct probes; nil before the first.
    public var roundTrip: Instant.Span?
}
