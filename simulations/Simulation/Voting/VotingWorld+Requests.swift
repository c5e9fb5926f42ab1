import GossipCore

// What is asked of the hosts, and what becomes of the answers.
extension VotingWorld {
    mutating func work() {
        let living = hosts.indices.filter { hosts[$0].isProposer }
        guard !living.isEmpty else { return }
        if happens(500) {
            let item = [UInt8(random.below(60))]
            let roll = random.below(2)
            // Often two at once, for the same item.
            for _ in 0..<(1 + random.below(2)) {
                hosts[living[random.below(living.count)]].client.want(item, in: roll)
            }
        }
        if happens(300) { append(to: random.below(2), at: living[random.below(living.count)]) }
        for host in living {
            for roll in VotingClient.rolls.indices
            where hosts[host].client.isWanting(roll) || happens(20) {
                let (key, change) = hosts[host].client.proposal(for: roll)
                propose(key, change, at: host)
            }
        }
    }

    /// Asks a host to append a token of its own to a list.
    mutating func append(to list: Int, at host: Int) {
        tokens += 1
        let token = (0..<VotingClient.tokenBytes).map { UInt8(truncatingIfNeeded: tokens >> UInt32(8 * $0)) }
        propose(VotingClient.lists[list], VotingClient.append(token), token: token, at: host)
    }

    mutating func propose(_ key: RegisterKey, _ change: RegisterChange, token: [UInt8]? = nil, at host: Int) {
        guard hosts[host].core?.isProposing(key) == false else { return }
        let question = VotingClient.Question(
            floor: checker.floor(of: key), given: checker.given(in: key), token: token)
        hosts[host].client.asks(key, question)
        act(on: host) { core, now, outbox in
            _ = core.propose(key, change, for: .milliseconds(600), at: now, into: &outbox)
        }
    }

    mutating func settled(_ key: RegisterKey, _ outcome: GossipCore.Outcome, at host: Int) {
        trace.record(.answered, at: time, host: host, number: UInt64(key.index))
        trace.note("\(host) is answered \(outcome) of \(key.space)/\(key.index)", at: time)
        guard case .decided(let value) = outcome else {
            facts.unknown += 1
            _ = hosts[host].client.answered(key)
            return
        }
        facts.decided += 1
        guard let question = hosts[host].client.answered(key) else { return }
        checker.decided(key, value, question, at: now)
        guard VotingClient.rolls.contains(key.at(0)) else { return }
        guard let value else {
            hosts[host].client.foundEnd(key)
            checker.ended(key, at: hosts[host].client.count(in: key), question, at: now)
            return
        }
        guard let found = hosts[host].client.take(value, in: key) else {
            checker.report("slot \(key.index) holds what its roll may not", "INV-1", at: now)
            return
        }
        for (item, number) in found { checker.numbered(item, number, in: key, at: now) }
    }
}
