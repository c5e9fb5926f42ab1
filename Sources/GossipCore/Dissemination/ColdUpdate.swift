/// What may wait to be gossiped on the cold plane. The contents are looked up when it is sent.
enum ColdUpdate: Hashable, Sendable {
    case member(NodeID)
    /// One suspector of a member; the first K + 1 are passed on (Lifeguard 3.2).
    case suspicion(NodeID, by: NodeID)
    case entry(EntryKey)

    /// How urgent an update is; the lower goes first.
    enum Urgency: Int, CaseIterable {
        /// Own refutations, suspicions, deaths, goodbyes.
        case life
        /// Other news of members.
        case member
        case entry
    }
}
