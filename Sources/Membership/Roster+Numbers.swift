import GossipCore

// Between the map, the voters and the `NumberAuthority`.
extension Roster {
    /// Lets the authority act, then does what it wants done.
    mutating func withAuthority(
        at moment: Moment, into outbox: inout RosterOutbox,
        _ act: (inout NumberAuthority, NumberView, inout NumberOutbox) -> Void
    ) {
        var numbers = NumberOutbox()
        do {
            // Gone before the book changes, so that it is changed in place.
            let view = numberView
            act(&authority, view, &numbers)
        }
        for number in numbers.writes {
            write(number.key, number.identity, number.payload, at: moment, into: &outbox)
        }
        send(numbers.messages, at: moment, into: &outbox)
        for proposal in numbers.proposals {
            let decide = Command.decide(
                proposal.register, proposal.change, within: NumberAuthority.decisionSpan)
            node.handle(.command(decide), at: moment.now, wall: moment.wall, into: &outbox.gossip)
        }
    }

    private var numberView: NumberView {
        let voting = node.voting
        let candidates = voting.voters.filter { voter in
            voter == node.configuration.id ? voting.isVoter : homes.down(voter) == nil
        }
        return NumberView(
            voting: voting, candidates: candidates, book: book, isSynchronised: node.isSynchronised,
            attestor: node.attestor)
    }

    /// Why clusters without a number have none, as far as this node knows.
    func pendingReason(at now: Instant) -> PendingReason { authority.reason(at: now, numberView) }

    mutating func wakeAuthority(at moment: Moment, into outbox: inout RosterOutbox) {
        guard let due = authority.nextDeadline, due <= moment.now else { return }
        withAuthority(at: moment, into: &outbox) { authority, view, numbers in
            authority.wake(at: moment.now, view, into: &numbers)
        }
        drain(at: moment, into: &outbox)
    }

    /// The voters, or whether they are here, may be others than before.
    mutating func votersChanged(at moment: Moment, into outbox: inout RosterOutbox) {
        var isNews = false
        withAuthority(at: moment, into: &outbox) { authority, view, numbers in
            isNews = authority.changed(at: moment.now, view, into: &numbers)
        }
        guard isNews, node.voting.isVoter else { return }
        let fleets = board.fleets.map(\.name)
        withAuthority(at: moment, into: &outbox) { authority, view, numbers in
            authority.tend(fleets, at: moment.now, view, into: &numbers)
        }
    }

    mutating func receive(
        _ packet: [UInt8], from sender: NodeID, at moment: Moment, into outbox: inout RosterOutbox
    ) {
        let messages = NumberMessage.unpacked(packet).filter { message in
            guard case .told(let number) = message else { return true }
            return node.isAttested(number.key.entryKey, number.payload)
        }
        guard !messages.isEmpty else { return }
        withAuthority(at: moment, into: &outbox) { authority, view, numbers in
            authority.receive(messages, from: sender, at: moment.now, view, into: &numbers)
        }
    }

    /// Asks for a number where this node is the home of a cluster without one.
    mutating func wantNumber(_ index: Int, at moment: Moment, into outbox: inout RosterOutbox) {
        guard clusters[index].number == nil, isHome(index) else { return }
        let request = NumberRequest(fleet: clusters[index].entry.fleet, identity: clusters[index].identity)
        withAuthority(at: moment, into: &outbox) { authority, view, numbers in
            authority.want(request, at: moment.now, view, into: &numbers)
        }
    }

    mutating func unwantNumber(_ index: Int, in fleet: FleetName) {
        authority.unwant(NumberRequest(fleet: fleet, identity: clusters[index].identity))
    }

    /// Puts a number into the map, where it may stand already, and asks when it is on the disk.
    mutating func write(
        _ key: NumberKey, _ identity: ClusterIdentity, _ payload: [UInt8], at moment: Moment,
        into outbox: inout RosterOutbox
    ) {
        guard let token = tokens.issue(key, identity) else { return }
        node.handle(
            .command(.put(key.entryKey, payload: payload, token: token)),
            at: moment.now, wall: moment.wall, into: &outbox.gossip)
        // A full map takes nothing.
        if node.entry(key.entryKey) == nil { _ = tokens.redeem(token) }
    }

    /// Has a number that the map holds on this node's disk before a client is told of it.
    mutating func confirm(_ index: Int, at moment: Moment, into outbox: inout RosterOutbox) {
        guard let number = clusters[index].number else { return }
        let key = NumberKey(fleet: clusters[index].entry.fleet, number: number)
        guard let entry = node.entry(key.entryKey) else { return }
        write(key, clusters[index].identity, entry.payload, at: moment, into: &outbox)
    }

    /// The map says another number than before, or none, of a cluster.
    mutating func renumber(_ index: Int, at moment: Moment, into outbox: inout RosterOutbox) {
        let record = clusters[index]
        let number = book.number(of: record.identity, in: record.entry.fleet)
        guard number != record.number else { return }
        clusters[index].number = number
        repaint(index)
        board.place(index, record.identity, in: record.entry.fleet, number)
        guard let number else { return wantNumber(index, at: moment, into: &outbox) }
        unwantNumber(index, in: record.entry.fleet)
        outbox.changes.append(
            .clusterNumbered(identity: record.identity.text, fleet: record.entry.fleet.text, number))
        if settling[index] != nil { confirm(index, at: moment, into: &outbox) }
    }

    mutating func persisted(_ token: PersistToken, at moment: Moment, into outbox: inout RosterOutbox) {
        switch tokens.redeem(token) {
        case nil: break
        case .registration(let identity):
            guard let index = clusters.index(of: identity) else { return }
            if settling[index]?.token == token { settling[index]?.token = nil }
            settle(index, into: &outbox)
        case .number(let key, let identity):
            // A number that went to another meanwhile is told to nobody.
            guard book.holder(of: key) == identity, let index = clusters.index(of: identity) else { return }
            settling[index]?.number = key
            settle(index, into: &outbox)
        }
    }

    /// Packs what goes to one node together; the order among nodes is that of their first messages.
    private mutating func send(
        _ messages: [(to: NodeID, message: NumberMessage)], at moment: Moment, into outbox: inout RosterOutbox
    ) {
        guard !messages.isEmpty else { return }
        var order: [NodeID] = []
        var byNode: [NodeID: [NumberMessage]] = [:]
        for (target, message) in messages {
            if byNode[target] == nil { order.append(target) }
            byNode[target, default: []].append(message)
        }
        for target in order {
            for packet in NumberMessage.packed(byNode[target] ?? [], bytesMax: Limits.messageBytesMax) {
                node.handle(
                    .command(.send(to: target, packet)), at: moment.now, wall: moment.wall,
                    into: &outbox.gossip)
            }
        }
    }
}
