// How one voter set gives way to the next: the set is decided in the successor register, the voters are
// sealed, a majority of seals proves it, and the new voters take over the registers of a majority.
extension Voting {
    /// Drive periods in which a node is told of a new epoch each time; after that, once in as many, and for
    /// ever if it is a new voter.
    static let tellsMax = 20
    /// Successions in one answer to a node that is behind.
    static let successionsPerAnswer = 4
    /// Successions that are kept, the newest ones.
    static let successionsMax = 1_024

    /// Proposes the next voter set. `VotingEvent.epoch` tells when there is one, this or another's.
    /// - Returns: false if this node is no voter, or the voters are not one, three or five.
    public mutating func replace(
        with voters: [VoterKey], at now: Instant, into outbox: inout VotingOutbox
    ) -> Bool {
        guard let set, let next = VoterSet(lineage: set.lineage, epoch: set.epoch.next, voters: voters) else {
            return false
        }
        return propose(.successor, .ifEmpty(next.encoded()), for: .seconds(30), at: now, into: &outbox)
    }

    /// The successor register is decided.
    mutating func startSealing(_ value: [UInt8]) {
        guard let set, let next = try? VoterSet(decoding: value), isNext(next, after: set) else { return }
        sealing = next
        driveSoon()
    }

    private func isNext(_ next: VoterSet, after set: VoterSet) -> Bool {
        next.lineage == set.lineage && set.epoch < set.epoch.next && next.epoch == set.epoch.next
    }

    /// A voter says that `next` is decided.
    mutating func seal(_ next: VoterSet, for sender: NodeID, into outbox: inout VotingOutbox) {
        guard let set, var voter, voter.mayVote, isNext(next, after: set) else { return }
        if !voter.acceptor.isSealed {
            voter.acceptor.seal()
            voter.next = next
            self.voter = voter
            sealing = next
            journal.write([VotingRows.standing(voter)], into: &outbox)
            driveSoon()
        }
        guard voter.next == next else { return }
        sendSeal(next, of: voter, to: sender, into: &outbox)
    }

    mutating func sendSeal(
        _ next: VoterSet, of voter: Voter, to node: NodeID, into outbox: inout VotingOutbox
    ) {
        let signature = key.sign(Succession.statement(voter.set.id, next.id))
        promise(
            .sealed(next: next, sequence: journal.sequence, signature), in: voter.set, to: node, into: &outbox
        )
    }

    /// A voter of the newest set is sealed.
    mutating func collect(
        _ signature: Signature, of sender: NodeID, for next: VoterSet, into outbox: inout VotingOutbox
    ) {
        guard let set, let key = set.key(of: sender), isNext(next, after: set),
            key.verifies(signature, of: Succession.statement(set.id, next.id))
        else { return }
        if sealing == nil { sealing = next }
        guard sealing == next else { return }
        seals[sender] = signature
        guard seals.count >= set.majority else { return }
        let proof = seals.sorted { $0.key < $1.key }.prefix(set.majority)
        learn(
            Succession(
                previous: set.id, next: next, seals: proof.map { .init(voter: $0.key, signature: $0.value) }),
            into: &outbox)
    }

    /// Goes to the next epoch, if this proves it.
    mutating func learn(_ succession: Succession, into outbox: inout VotingOutbox) {
        guard let set, succession.isValid(after: set) else { return }
        let next = succession.next
        var rows = [
            VotingRows.set(next), VotingRows.previous(set), VotingRows.succession(succession, of: set.epoch),
        ]
        if let retired { rows += VotingRows.removal(of: retired) }
        retired = voter
        retired?.acceptor.seal()
        retired?.next = next
        if let retired { rows.append(VotingRows.standing(retired)) }
        successions[set.epoch] = succession
        if successions.count > Self.successionsMax, let oldest = successions.keys.min() {
            successions[oldest] = nil
        }
        previous = set
        self.set = next
        voter = nil
        joining = nil
        sealing = nil
        seals = [:]
        tellAll()
        if next.contains(own) { join(next) }
        breakRules()
        if let voter { rows.append(VotingRows.standing(voter)) }
        journal.write(rows, into: &outbox)
        proposer.restart(at: now)
        announce(.epoch(next), into: &outbox)
        takeOwn(into: &outbox)
        driveSoon()
    }

    /// Starts to take over the registers of the epoch before.
    mutating func join(_ set: VoterSet) {
        voter = voter ?? Voter(set: set, own: own, sequence: journal.sequence)
        joining = previous.map { Joining(previous: $0) }
    }

    /// This node's own registers count as those of one old voter.
    mutating func takeOwn(into outbox: inout VotingOutbox) {
        if let retired, retired.mayServe, joining?.cursor(of: own) != nil {
            joining?.take(retired.acceptor.registers, of: own)
        }
        activate(into: &outbox)
    }

    /// Votes from now on, if everything is here.
    mutating func activate(into outbox: inout VotingOutbox) {
        guard var voter, voter.isAttested, !voter.isResigned else { return }
        if voter.isActive { return }
        guard let joining, joining.isComplete else { return }
        voter.acceptor = Acceptor(registers: joining.merged)
        voter.isActive = true
        self.voter = voter
        self.joining = nil
        breakRules()
        var rows = [VotingRows.standing(voter)]
        for key in joining.merged.keys.sorted() {
            guard let state = joining.merged[key] else { continue }
            rows.append(VotingRows.register(key, state, in: voter.set.epoch))
        }
        journal.write(rows, into: &outbox)
        announce(.voting, into: &outbox)
    }

    mutating func fetch(from node: NodeID, into outbox: inout VotingOutbox) {
        guard let set, let key = joining?.cursor(of: node) else { return }
        send(.fetch(after: key), in: set, to: node, into: &outbox)
    }

    /// A new voter wants the registers of this sealed one.
    mutating func servePage(after key: RegisterKey, to node: NodeID, into outbox: inout VotingOutbox) {
        guard let retired, retired.mayServe, node != own else { return }
        let items = retired.acceptor.page(after: key)
        let run = Self.split(items.found).first ?? []
        promise(
            .page(after: key, isLast: items.isLast && run.count == items.found.count, run), in: retired.set,
            to: node, into: &outbox)
    }

    /// Tells a node that is behind what followed its epoch.
    mutating func tell(_ node: NodeID, after epoch: Epoch, into outbox: inout VotingOutbox) {
        var epoch = epoch
        for _ in 0..<Self.successionsPerAnswer {
            guard let succession = successions[epoch] else { return }
            send(unsigned: .succession(succession), to: node, into: &outbox)
            epoch = epoch.next
        }
    }

    /// The voters of both sets are to be told of the newest one, until they are heard in it. By each other: whoever
    /// else learns of it has it from the map, and so have they.
    mutating func tellAll() {
        uninformed = [:]
        guard let set, let previous, set.contains(own) || previous.contains(own) else { return }
        for voter in previous.voters + set.voters where voter.id != own { uninformed[voter.id] = 0 }
    }

    /// A voter said in the map that it votes in the newest epoch: two that never decide anything together would
    /// tell each other for ever.
    mutating func isInformed(_ node: NodeID) { uninformed[node] = nil }

    mutating func driveSoon() { driveAt = now }

    /// Asks again for whatever is missing; every step of a change of epoch survives the loss of any packet
    /// and of whoever began it.
    mutating func drive(into outbox: inout VotingOutbox) {
        guard let set else {
            driveAt = nil
            return
        }
        var isBusy = false
        for voter in [voter, retired].compactMap(\.self) where !voter.isAttested && !voter.isResigned {
            isBusy = true
            for peer in voter.set.voters where peer.id != own {
                send(.attest(nonce: boot), in: voter.set, to: peer.id, into: &outbox)
            }
        }
        if let voter, voter.mayVote, !voter.acceptor.isSealed, sealing == nil,
            voter.acceptor.registers[.successor]?.value.isEmpty == false
        {
            // Somebody began a succession. It is completed even if that node is gone.
            isBusy = true
            _ = proposer.propose(.successor, .read, for: .seconds(5), at: now)
        }
        if let next = sealing ?? voter?.next, set.contains(own) {
            isBusy = true
            for voter in set.voters { send(.seal(next: next), in: set, to: voter.id, into: &outbox) }
        }
        if let joining {
            isBusy = true
            for voter in joining.previous.voters { fetch(from: voter.id, into: &outbox) }
            takeOwn(into: &outbox)
        }
        for node in uninformed.keys.sorted() {
            isBusy = true
            let told = uninformed[node, default: 0] + 1
            uninformed[node] = told < Self.tellsMax || set.contains(node) ? told : nil
            guard let previous, told < Self.tellsMax || told % Self.tellsMax == 0 else { continue }
            tell(node, after: previous.epoch, into: &outbox)
        }
        driveAt = isBusy ? now + timing.drivePeriod : nil
    }
}
