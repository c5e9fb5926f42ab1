/// The registers of one voter in one epoch, and the rules by which it votes (CASPaxos, 2.2). It says what
/// changed; `Voter` sees to it that an answer leaves only when the change is on the disk.
package struct Acceptor: Sendable {
    private(set) var registers: [RegisterKey: RegisterState] = [:]
    /// Set when this voter gave up the epoch; from then on it promises and accepts nothing in it.
    private(set) var isSealed = false
    /// A rule that a test breaks on purpose.
    var broken: BrokenRule?

    init(registers: [RegisterKey: RegisterState] = [:], isSealed: Bool = false) {
        self.registers = registers
        self.isSealed = isSealed
    }

    package enum Refusal: Hashable, Sendable {
        /// Another ballot was promised; a proposer must exceed it.
        case lower(than: Ballot)
        case sealed
        /// `Limits.registersMax` is reached, or the value is too long.
        case limit
    }

    package enum Promise: Hashable, Sendable {
        /// With what was accepted before; zero and empty for nothing.
        case promised(accepted: Ballot, value: [UInt8])
        case refused(Refusal)
    }

    package enum Acceptance: Hashable, Sendable {
        case accepted
        case refused(Refusal)
    }

    /// Phase 1. A ballot that was promised already is promised again: the request came twice.
    mutating func prepare(_ key: RegisterKey, _ ballot: Ballot) -> Promise {
        if let refusal = refusal(key, ballot) { return .refused(refusal) }
        registers[key, default: RegisterState()].promised = ballot
        let state = registers[key, default: RegisterState()]
        return .promised(accepted: state.accepted, value: state.value)
    }

    /// Phase 2. Allowed without a promise of this voter: it is the proposer who needs a majority of them.
    mutating func accept(_ key: RegisterKey, _ ballot: Ballot, _ value: [UInt8]) -> Acceptance {
        if let refusal = refusal(key, ballot) { return .refused(refusal) }
        guard value.count <= Limits.registerBytesMax, !value.isEmpty else { return .refused(.limit) }
        registers[key] = RegisterState(promised: ballot, accepted: ballot, value: value)
        return .accepted
    }

    mutating func seal() { isSealed = true }

    private func refusal(_ key: RegisterKey, _ ballot: Ballot) -> Refusal? {
        if isSealed, broken != .sealedVoterAccepts { return .sealed }
        guard let state = registers[key] else {
            return registers.count < Limits.registersMax ? nil : .limit
        }
        return ballot < state.promised ? .lower(than: state.promised) : nil
    }
}

extension Acceptor {
    /// Accepted values in the order of their keys, as many as may fit a packet.
    func page(after key: RegisterKey) -> (found: [PageItem], isLast: Bool) {
        let countMax = Limits.votingPacketBytesMax / RegisterKey.wireBytes
        let keys = registers.keys.filter { $0 > key && $0 != .successor }.sorted()
        var found: [PageItem] = []
        for next in keys {
            guard let state = registers[next], state.accepted > .zero else { continue }
            if found.count == countMax { return (found, false) }
            found.append(PageItem(key: next, accepted: state.accepted, value: state.value))
        }
        return (found, true)
    }
}
