/// A voter of a new epoch on its way to being active: it takes over the registers of a majority of the
/// sealed voters of the epoch before, page by page. They stand still, so pages of any time fit together.
struct Joining: Sendable {
    let previous: VoterSet
    private(set) var merged: [RegisterKey: RegisterState] = [:]
    /// How far each old voter's registers are here.
    private var cursors: [NodeID: RegisterKey] = [:]
    private(set) var done: Set<NodeID> = []
    var broken: BrokenRule?

    init(previous: VoterSet) {
        self.previous = previous
        for voter in previous.voters { cursors[voter.id] = .successor }
    }

    var isComplete: Bool { done.count >= (broken == .startsFromOneVoter ? 1 : previous.majority) }

    /// What to ask of an old voter; nil when there is nothing left to ask of it.
    func cursor(of voter: NodeID) -> RegisterKey? { done.contains(voter) ? nil : cursors[voter] }

    /// This node's own registers of the sealed epoch.
    mutating func take(_ registers: [RegisterKey: RegisterState], of own: NodeID) {
        for (key, state) in registers { merged.take(key, state.accepted, state.value) }
        done.insert(own)
    }

    /// - Returns: whether the page was the one that was asked for.
    mutating func take(
        _ items: [PageItem], after key: RegisterKey, isLast: Bool, from voter: NodeID
    ) -> Bool {
        guard cursor(of: voter) == key else { return false }
        for item in items { merged.take(item.key, item.accepted, item.value) }
        if isLast { done.insert(voter) } else if let last = items.last { cursors[voter] = last.key }
        return true
    }
}

extension [RegisterKey: RegisterState] {
    /// Of what voters hold of a register the highest ballot stands: a decided value was accepted by a majority, so
    /// one of any other majority reports it, or a value that was built on it. No successor is carried over.
    mutating func take(_ key: RegisterKey, _ accepted: Ballot, _ value: [UInt8]) {
        guard key != .successor, accepted > self[key]?.accepted ?? .zero else { return }
        self[key] = RegisterState(promised: accepted, accepted: accepted, value: value)
    }
}
