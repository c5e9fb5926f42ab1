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
        case .prepare(let ballot, let witnessed, let keys):
            guard isProposal(ballot, witnessed, from: sender, of: set, into: &outbox) else { return }
            let items = keys.map { key in
                PromiseItem(key: key, promise: voter?.acceptor.prepare(key, ballot) ?? .refused(.sealed))
            }
            persist(
                items.compactMap { if case .promised = $0.promise { $0.key } else { nil } }, into: &outbox)
            for run in Self.split(items) {
                promise(
                    .promises(ballot, sequence: journal.sequence, run), in: set, to: sender, into: &outbox)
            }
        case .accept(let ballot, let witnessed, let items):
            guard isProposal(ballot, witnessed, from: sender, of: set, into: &outbox) else { return }
            let answers = items.map { item in
                AcceptanceItem(
                    key: item.key,
                    acceptance: voter?.acceptor.accept(item.key, ballot, item.value) ?? .refused(.sealed))
            }
            persist(answers.filter { $0.acceptance == .accepted }.map(\.key), into: &outbox)
            for run in Self.split(answers) {
                promise(
                    .acceptances(ballot, sequence: journal.sequence, run), in: set, to: sender, into: &outbox)
            }
            if items.contains(where: { $0.key == .successor }) { driveSoon() }
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
            resigned(into: &outbox)
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
            if self.retired?.attest(sequence, by: sender) ?? false {
                self.retired.map { journal.write([VotingRows.standing($0)], into: &outbox) }
            }
            takeOwn(into: &outbox)
        case .prepare, .accept, .seal: tell(sender, after: previous.epoch, into: &outbox)
        case .promises, .acceptances, .sealed, .fetch, .succession, .behind: return
        }
    }

    /// Whether this node votes on a proposal of `sender` now.
    private mutating func isProposal(
        _ ballot: Ballot, _ witnessed: [UInt64], from sender: NodeID, of set: VoterSet,
        into outbox: inout VotingOutbox
    ) -> Bool {
        guard ballot.node == sender, ballot > .zero, voter != nil else { return false }
        if voter?.learn(witnessed, own: journal.sequence) ?? false { resigned(into: &outbox) }
        guard let voter, voter.mayVote else { return false }
        if voter.acceptor.isSealed, let next = voter.next, broken != .sealedVoterAccepts {
            // Whoever asks may be the one to complete the succession.
            sendSeal(next, of: voter, to: sender, into: &outbox)
            return false
        }
        return true
    }

    private mutating func persist(_ keys: [RegisterKey], into outbox: inout VotingOutbox) {
        guard let voter, !keys.isEmpty else { return }
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

    private mutating func resigned(into outbox: inout VotingOutbox) {
        guard let voter else { return }
        journal.write([VotingRows.standing(voter)], into: &outbox)
        announce(.resigned, into: &outbox)
    }
}
