import GossipCore

// `POST /v1/leave` and `POST /v1/members/{name}/forget`.
extension Roster {
    /// Forgets the dead and left members of a name. Several can have one: a host that lost its disk comes
    /// back as another node of the same name, and then the dead one is meant.
    mutating func forget(
        _ id: RequestID, _ name: String, at moment: Moment, into outbox: inout RosterOutbox
    ) {
        let named = node.members.map(\.record).filter { record in
            record.id != node.configuration.id
                && (record.name.utf8.elementsEqual(name.utf8) || record.id == NodeID(name))
        }
        let gone = named.filter { $0.state == .dead || $0.state == .left }
        for record in gone {
            node.handle(
                .command(.forget(record.id)), at: moment.now, wall: moment.wall, into: &outbox.gossip)
        }
        let isOwn = node.own.name.utf8.elementsEqual(name.utf8) || node.configuration.id == NodeID(name)
        let answer: Answer.Forget =
            !gone.isEmpty ? .forgotten : named.isEmpty && !isOwn ? .noSuchMember : .stillAlive
        outbox.answers.append((id, .forget(answer)))
    }

    /// Says goodbye, and votes no more from now on.
    mutating func leave(at moment: Moment, into outbox: inout RosterOutbox) {
        node.handle(.command(.leave), at: moment.now, wall: moment.wall, into: &outbox.gossip)
    }
}
