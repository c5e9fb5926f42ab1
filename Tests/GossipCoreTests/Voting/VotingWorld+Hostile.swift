@testable import GossipCore

// A member that holds the group key, so that its packets are opened, and no voter's key.
extension VotingWorld {
    mutating func attack() {
        guard let set = checker.newestSet else { return }
        let target = set.voters[random.below(set.voters.count)].id
        let victim = set.voters[random.below(set.voters.count)]
        switch random.below(5) {
        case 0: replay()
        case 1: garble()
        case 2: send(forged(by: victim.id, in: set), to: target)
        case 3:
            // In its own name.
            send(VotingPacket.encode(lie(about: victim.id), set: set, key: hostile), to: target)
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

    private mutating func send(_ bytes: [UInt8], to node: NodeID) {
        schedule(.packet(bytes, from: hostile.id, to: node), after: 100_000 + random.below(1_000_000))
    }

    private mutating func replay() {
        guard !overheard.isEmpty else { return }
        let old = overheard[random.below(overheard.count)]
        send(old.bytes, to: old.to)
    }

    private mutating func garble() {
        guard !overheard.isEmpty else { return }
        let old = overheard[random.below(overheard.count)]
        var bytes = old.bytes
        bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
        send(bytes, to: old.to)
    }

    /// A packet that says it is a voter's.
    private mutating func forged(by victim: NodeID, in set: VoterSet) -> [UInt8] {
        var bytes = VotingPacket.encode(lie(about: victim), set: set, key: hostile)
        let sender = hostile.id.encoded()
        for start in 17..<(bytes.count - sender.count) where Array(bytes[start..<(start + 16)]) == sender {
            bytes.replaceSubrange(start..<(start + 16), with: victim.encoded())
            break
        }
        return bytes
    }

    private mutating func lie(about victim: NodeID) -> VotingMessage {
        let rolls = VotingClient.rolls
        let key = rolls[random.below(2)].at(UInt32(random.below(12)))
        let value: [UInt8] = [1, UInt8(1 + random.below(20)), 1, UInt8(200 + random.below(50))]
        let epoch = checker.newestSet?.epoch ?? Epoch(1)
        let ballot = Ballot(
            epoch: epoch, round: UInt64(1 + random.below(60)), node: victim, boot: random.next())
        switch random.below(4) {
        case 0: return .accept(ballot, witnessed: [0], [AcceptItem(key: key, value: value)])
        case 1: return .prepare(ballot, witnessed: [UInt64.max], [key])
        case 2: return .attested(nonce: random.next(), sequence: .max)
        default:
            // Answers to ballots that are under way.
            for old in overheard.reversed() {
                guard let packet = try? VotingPacket(old.bytes), chance(0.3) else { continue }
                switch packet.message {
                case .prepare(let ballot, _, let keys):
                    let items = keys.map {
                        PromiseItem(key: $0, promise: .promised(accepted: .zero, value: []))
                    }
                    return .promises(ballot, sequence: 1, items)
                case .accept(let ballot, _, let items):
                    return .acceptances(
                        ballot, sequence: 1, items.map { AcceptanceItem(key: $0.key, acceptance: .accepted) })
                default: continue
                }
            }
            return .attest(nonce: 1)
        }
    }
}
