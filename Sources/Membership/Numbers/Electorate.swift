import GossipCore

/// The members that count when numbers are handed out: all that are neither left nor forgotten.
struct Electorate: Sendable {
    let own: NodeID
    private var states: [NodeID: MemberState] = [:]
    /// Ascending.
    private var ids: [NodeID] = []
    private var aliveCount = 0
    /// The lowest id that is alive or suspect; nil after this node left. A suspect still counts here: who
    /// takes over from it must be sure that it is gone.
    private(set) var assigner: NodeID?

    init(own: NodeID) {
        self.own = own
        take(own, .alive)
    }

    var count: Int { ids.count }

    /// More than half of all are alive, or half with the lowest of them all.
    var hasMajority: Bool { isMajority(aliveCount, lowest: isAlive) }

    /// Alive members except this node, ascending.
    var others: [NodeID] { ids.filter { $0 != own && isAlive($0) } }

    func isAlive(_ id: NodeID) -> Bool { states[id] == .alive }

    /// - Parameters:
    ///   - votes: how many of the members agree.
    ///   - lowest: whether the lowest of all members is one of them.
    func isMajority(_ votes: Int, lowest: (NodeID) -> Bool) -> Bool {
        if votes * 2 != ids.count { return votes * 2 > ids.count }
        return ids.first.map(lowest) ?? false
    }

    /// - Returns: whether it is alive now and was not before.
    @discardableResult
    mutating func take(_ id: NodeID, _ state: MemberState) -> Bool {
        let former = states[id]
        // A node is always sure of itself until it leaves.
        let state = id == own && state < .left ? .alive : state
        guard former != state else { return false }
        let counts = state < .left
        states[id] = counts ? state : nil
        if former == nil, counts { ids.insert(id, at: place(of: id)) }
        if former != nil, !counts { ids.remove(at: place(of: id)) }
        aliveCount += (state == .alive ? 1 : 0) - (former == .alive ? 1 : 0)
        assigner = ids.first { states[$0] == .alive || states[$0] == .suspect }
        return state == .alive
    }

    private func place(of id: NodeID) -> Int {
        var low = 0
        var high = ids.count
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
