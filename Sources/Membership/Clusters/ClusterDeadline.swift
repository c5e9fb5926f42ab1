/// What a roster has deadlines for.
enum ClusterDeadline: Hashable, Sendable {
    /// A cluster of this home: its time to live, or a report that waits for its turn.
    case cluster(Int)
    /// Registrations of a cluster that wait for its number.
    case settling(Int)
}
