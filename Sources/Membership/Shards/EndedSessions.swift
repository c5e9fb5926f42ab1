import DequeModule

/// The sessions that a home ended in this run: a late answer must not bring one back.
struct EndedSessions: Sendable {
    static let countMax = 8_192
    private var sessions: Set<SessionID> = []
    private var order: Deque<SessionID> = []

    func contains(_ session: SessionID) -> Bool { sessions.contains(session) }

    mutating func insert(_ session: SessionID) {
        guard sessions.insert(session).inserted else { return }
        order.append(session)
        if order.count > Self.countMax { sessions.remove(order.removeFirst()) }
    }
}
