// What a node does with a voting packet.
extension Voting {
    mutating func receive(_ packet: VotingPacket, from sender: NodeID, into outbox: inout VotingOutbox) {
        guard let origin = packet.origin else {
            return receive(unsigned: packet.message, from: sender, into: &outbox)
        }
        guard let set else { return }
        if origin.set == set.id {
            guard packet.isSigned(by: set) || broken == .signaturesUnchecked else { return }
            uninformed[origin.sender] = nil
            receive(current: packet.message, from: origin.sender, of: set, into: &outbox)
        } else if let previous, origin.set == previous.id {
            guard packet.isSigned(by: previous) || broken == .signaturesUnchecked else { return }
            receive(previous: packet.message, from: origin.sender, of: previous, into: &outbox)
        } else if origin.epoch > set.epoch {
            send(unsigned: .behind(set.epoch), to: origin.sender, into: &outbox)
        } else {
            tell(origin.sender, after: origin.epoch, into: &outbox)
        }
    }

    private mutating func receive(
        unsigned message: VotingMessage, from sender: NodeID, into outbox: inout VotingOutbox
    ) {
        switch message {
        case .succession(let succession):
            // One that proves nothing here is from further ahead: ask for what is between.
            if let set, succession.next.epoch > set.epoch.next {
                send(unsigned: .behind(set.epoch), to: sender, into: &outbox)
            } else {
                learn(succession, into: &outbox)
            }
        case .behind(let epoch): tell(sender, after: epoch, into: &outbox)
        default: return
        }
    }

    /// Of a voter of the newest set.
    private mutating func receive(
        current message: VotingMessage, from sender: NodeID, of set: VoterSet, into outbox: inout VotingOutbox
    ) {
        switch message {
        case .prepare, .accept: vote(on: message, of: sender, as: \.voter, into: &outbox)
        case .promises(let ballot, let sequence, let items):
            voter?.witness(sequence, of: sender)
            for item in items {
                proposer.promised(item.key, ballot, item.promise, by: sender, of: set, at: now)
            }
        case .acceptances(let ballot, let sequence, let items):
            voter?.witness(sequence, of: sender)
            for item in items {
                proposer.accepted(item.key, ballot, item.acceptance, by: sender, of: set, at: now)
            }
        case .seal(let next): seal(next, for: sender, into: &outbox)
        case .sealed(let next, let sequence, let signature):
            voter?.witness(sequence, of: sender)
            collect(signature, of: sender, for: next, into: &outbox)
        case .fetch(let key): servePage(after: key, to: sender, into: &outbox)
        case .page: return
        case .attest(let nonce): answerAttest(nonce, of: sender, as: voter, into: &outbox)
        case .attested(let nonce, let sequence):
            guard nonce == boot, voter?.attest(sequence, by: sender) ?? false else {
                return activate(into: &outbox)
            }
            resigned(\.voter, into: &outbox)
        case .succession, .behind: return
        }
    }

    /// Of a voter of the set before the newest.
    private mutating func receive(
        previous message: VotingMessage, from sender: NodeID, of previous: VoterSet,
        into outbox: inout VotingOutbox
    ) {
        switch message {
        case .page(let key, let isLast, let items):
            guard joining?.take(items, after: key, isLast: isLast, from: sender) ?? false else { return }
            fetch(from: sender, into: &outbox)
            activate(into: &outbox)
        case .attest(let nonce): answerAttest(nonce, of: sender, as: retired, into: &outbox)
        case .attested(let nonce, let sequence):
            guard nonce == boot, let retired, !retired.isResigned else { return }
            if self.retired?.attest(sequence, by: sender) ?? false { resigned(\.retired, into: &outbox) }
            takeOwn(into: &outbox)
        case .prepare, .accept:
            // Refused, because it is sealed; the proposer is told of the next epoch.
            vote(on: message, of: sender, as: \.retired, into: &outbox)
            tell(sender, after: previous.epoch, into: &outbox)
        case .seal: tell(sender, after: previous.epoch, into: &outbox)
        case .promises, .acceptances, .sealed, .fetch, .succession, .behind: return
        }
    }

    /// Answers a proposal, as a voter of the newest set or of the one before.
    private mutating func vote(
        on message: VotingMessage, of sender: NodeID, as role: WritableKeyPath<Voting, Voter?>,
        into outbox: inout VotingOutbox
    ) {
        switch message {
        case .prepare(let ballot, let witnessed, let keys):
            guard isVote(on: ballot, witnessed, of: sender, as: role, into: &outbox) else { return }
            var items: [PromiseItem] = []
            for key in keys {
                guard let promise = self[keyPath: role]?.acceptor.prepare(key, ballot) else { return }
                items.append(PromiseItem(key: key, promise: promise))
            }
            persist(
                items.compactMap { if case .promised = $0.promise { $0.key } else { nil } }, as: role,
                into: &outbox)
            guard let set = self[keyPath: role]?.set else { return }
            for run in Self.split(items) {
                promise(
                    .promises(ballot, sequence: journal.sequence, run), in: set, to: sender, into: &outbox)
            }
        case .accept(let ballot, let witnessed, let items):
            guard isVote(on: ballot, witnessed, of: sender, as: role, into: &outbox) else { return }
            var answers: [AcceptanceItem] = []
            for item in items {
                guard let answer = self[keyPath: role]?.acceptor.accept(item.key, ballot, item.value) else {
                    return
                }
                answers.append(AcceptanceItem(key: item.key, acceptance: answer))
            }
            persist(answers.filter { $0.acceptance == .accepted }.map(\.key), as: role, into: &outbox)
            guard let set = self[keyPath: role]?.set else { return }
            for run in Self.split(answers) {
                promise(
                    .acceptances(ballot, sequence: journal.sequence, run), in: set, to: sender, into: &outbox)
            }
            if items.contains(where: { $0.key == .successor }) { driveSoon() }
        default: return
        }
    }

    /// Whether this node answers a proposal of `sender` now.
    private mutating func isVote(
        on ballot: Ballot, _ witnessed: [UInt64], of sender: NodeID, as role: WritableKeyPath<Voting, Voter?>,
        into outbox: inout VotingOutbox
    ) -> Bool {
        guard ballot.node == sender, ballot.round > 0,
            ballot.epoch == self[keyPath: role]?.set.epoch || broken == .ballotsIgnoreEpochs
        else {
            return false
        }
        let sequence = journal.sequence
        if self[keyPath: role]?.learn(witnessed, own: sequence) ?? false {
            resigned(role, into: &outbox)
        }
        guard let voter = self[keyPath: role], voter.mayVote else { return false }
        if voter.acceptor.isSealed, let next = voter.next, voter.set.id == set?.id {
            // Whoever asks may be the one to complete the succession.
            sendSeal(next, of: voter, to: sender, into: &outbox)
        }
        return true
    }

    private mutating func persist(
        _ keys: [RegisterKey], as role: WritableKeyPath<Voting, Voter?>, into outbox: inout VotingOutbox
    ) {
        guard let voter = self[keyPath: role], !keys.isEmpty else { return }
        var rows = keys.compactMap { key in
            voter.acceptor.registers[key].map { VotingRows.register(key, $0, in: voter.set.epoch) }
        }
        rows.append(VotingRows.standing(voter))
        journal.write(rows, into: &outbox)
    }

    private mutating func answerAttest(
        _ nonce: UInt64, of sender: NodeID, as voter: Voter?, into outbox: inout VotingOutbox
    ) {
        guard let voter, sender != own else { return }
        send(
            .attested(nonce: nonce, sequence: voter.witnessed(of: sender)), in: voter.set, to: sender,
            into: &outbox)
    }

    private mutating func resigned(
        _ role: WritableKeyPath<Voting, Voter?>, into outbox: inout VotingOutbox
    ) {
        guard let voter = self[keyPath: role] else { return }
        journal.write([VotingRows.standing(voter)], into: &outbox)
        if voter.set.id == set?.id { announce(.resigned, into: &outbox) }
    }
}
