import GossipCore

// A member that holds the group key, so that its packets are opened, and no voter's key.
extension VotingWorld {
    mutating func attack() {
        guard let set = checker.newestSet else { return }
        let target = set.voters[random.below(set.voters.count)].id
        let victim = set.voters[random.below(set.voters.count)]
        switch random.below(6) {
        case 0, 1: replay()
        case 2: garble()
        case 3: forge(lie(about: victim.id, in: set), by: victim.id, in: set, to: target)
        case 4:
            // In its own name.
            send(VotingPacket.encode(lie(about: victim.id, in: set), set: set, key: hostile), to: target)
        default:
            guard
                let mine = VoterSet(lineage: set.lineage, epoch: set.epoch.next, voters: [hostile.publicKey])
            else { return }
            let statement = Succession.statement(set.id, mine.id)
            let seals = set.voters.map { Succession.Seal(voter: $0.id, signature: hostile.sign(statement)) }
            send(
                VotingPacket.encode(.succession(Succession(previous: set.id, next: mine, seals: seals))),
                to: target)
        }
    }

    private mutating func send(_ bytes: [UInt8], to node: NodeID, by sender: VotingWork.Sender = .forger) {
        guard let host = hostOf[node] else { return }
        schedule(.packet(bytes, from: hostile.id, to: host, sender), after: 20_000 + random.below(200_000))
    }

    private mutating func replay() {
        guard !overheard.isEmpty else { return }
        let old = overheard[random.below(overheard.count)]
        send(old.bytes, to: hosts[old.to].id, by: .replayer)
    }

    private mutating func garble() {
        guard !overheard.isEmpty else { return }
        let old = overheard[random.below(overheard.count)]
        var bytes = old.bytes
        bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
        send(bytes, to: hosts[old.to].id)
    }

    /// Sends a packet that says it is a voter's.
    private mutating func forge(_ lie: VotingMessage, by victim: NodeID, in set: VoterSet, to target: NodeID)
    {
        var bytes = VotingPacket.encode(lie, set: set, key: hostile)
        let (sender, name) = (Self.bytes(of: hostile.id), Self.bytes(of: victim))
        // After the kind and the set's id.
        for start in 17..<(bytes.count - sender.count)
        where bytes[start..<(start + sender.count)].elementsEqual(sender) {
            bytes.replaceSubrange(start..<(start + sender.count), with: name)
            break
        }
        send(bytes, to: target)
    }

    private static func bytes(of node: NodeID) -> [UInt8] {
        [node.high, node.low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    private mutating func lie(about victim: NodeID, in set: VoterSet) -> VotingMessage {
        let key = VotingClient.rolls[random.below(2)].at(UInt32(random.below(12)))
        let value: [UInt8] = [1, UInt8(1 + random.below(20)), 1, UInt8(200 + random.below(50))]
        let ballot = Ballot(
            epoch: set.epoch, round: UInt64(1 + random.below(60)), node: victim, boot: random.next())
        switch random.below(5) {
        case 0: return .accept(ballot, witnessed: [0], [AcceptItem(key: key, value: value)])
        case 1: return .prepare(ballot, witnessed: set.voters.map { _ in .max }, [key])
        case 2: return .attested(nonce: random.next(), sequence: .max)
        default: return answer() ?? .attest(nonce: 1)
        }
    }

    /// Says yes in the name of a voter to what another one proposed last.
    mutating func testify(for witness: Int, to host: Int) {
        guard let set = hosts[host].core?.set,
            let request = proposals.last(where: { $0.host == host }), let answer = Self.yes(to: request.bytes)
        else { return }
        forge(answer, by: hosts[witness].id, in: set, to: hosts[host].id)
    }

    /// A yes to a proposal that was seen lately.
    private mutating func answer() -> VotingMessage? {
        for proposal in proposals.reversed() where happens(300) {
            if let answer = Self.yes(to: proposal.bytes) { return answer }
        }
        return nil
    }

    private static func yes(to bytes: [UInt8]) -> VotingMessage? {
        switch try? VotingPacket(bytes).message {
        case .prepare(let ballot, _, let keys):
            .promises(
                ballot, sequence: 1,
                keys.map { PromiseItem(key: $0, promise: .promised(accepted: .zero, value: [])) })
        case .accept(let ballot, _, let items):
            .acceptances(
                ballot, sequence: 1, items.map { AcceptanceItem(key: $0.key, acceptance: .accepted) })
        default: nil
        }
    }
}
