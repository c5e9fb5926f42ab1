/// Tells a cloned state directory from a restart. After a restart peers may hold an incarnation of the
/// former boot that this one must exceed: once. Another living boot exceeds us again and again.
struct CloneWatch: Hashable, Sendable {
    /// How often another boot was ahead of this one.
    private var rises = 0
    private var refutedAt: Instant?
    private var toldAt: Instant?

    static let refutationSpacing = Instant.Span.seconds(1)
    static let tellingSpacing = Instant.Span.seconds(60)

    /// Another boot of this node was heard of.
    /// - Parameter isAhead: its incarnation is above our present one.
    /// - Returns: whether to say so now; at most once a minute.
    mutating func heard(isAhead: Bool, at now: Instant) -> Bool {
        if isAhead { rises += 1 }
        guard isAhead, rises >= 2 else { return false }
        if let toldAt, now - toldAt < Self.tellingSpacing { return false }
        toldAt = now
        return true
    }

    /// Whether this node may raise its incarnation now: against a clone once a second, else at once.
    mutating func mayRefute(at now: Instant) -> Bool {
        if rises >= 2, let refutedAt, now - refutedAt < Self.refutationSpacing { return false }
        refutedAt = now
        return true
    }
}
