/// What this node hears of itself (SWIM 4.2).
extension Node {
    /// Somebody holds this node suspect or dead.
    mutating func accused(at incarnation: Incarnation, into outbox: inout Outbox) {
        guard own.state == .alive, incarnation >= own.incarnation else { return }
        health.refuted()
        refute(incarnation, into: &outbox)
    }

    /// Somebody's record of this node.
    mutating func heardOfSelf(_ offered: MemberRecord, into outbox: inout Outbox) {
        guard own.state == .alive, offered.incarnation >= own.incarnation else { return }
        if offered.bootTag != own.bootTag {
            let isAhead = offered.incarnation > own.incarnation
            if clones.heard(isAhead: isAhead, at: now) { outbox.events.append(.cloned(at: offered.gossip)) }
        }
        let isOwn = offered.incarnation == own.incarnation && offered.hasContents(of: own)
        if isOwn, offered.state == .alive { return }
        if isOwn, offered.state <= .dead { health.refuted() }
        refute(offered.incarnation, into: &outbox)
    }

    /// Raises the own incarnation past what was heard, and spreads it first of all.
    private mutating func refute(_ incarnation: Incarnation, into outbox: inout Outbox) {
        // A forged maximum cannot be exceeded.
        guard incarnation.next > incarnation, clones.mayRefute(at: now) else { return }
        own.incarnation = incarnation.next
        coldIndex.set(own.versionHash(keyHash: own.id.keyHash), for: own.id.keyHash)
        outbox.persist.append(PersistRequest(change: .incarnation(own.incarnation), token: nil))
        enqueue(.member(own.id), .life)
    }
}
