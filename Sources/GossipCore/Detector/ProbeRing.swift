/// The order of probing (SWIM 4.3): every living member once in a pass, in an order that is shuffled for
/// each pass; a new member enters at a random place. Also where random peers are drawn from.
/// Removing is linear: members die seldom.
struct ProbeRing: Hashable, Sendable {
    private(set) var members: [NodeID] = []
    private var cursor = 0

    mutating func insert(_ id: NodeID, using random: inout SeededGenerator) {
        let place = random.below(members.count + 1)
        members.makeRoom()
        members.insert(id, at: place)
        if place < cursor { cursor += 1 }
    }

    mutating func remove(_ id: NodeID) {
        guard let place = members.firstIndex(of: id) else { return }
        members.remove(at: place)
        if place < cursor { cursor -= 1 }
    }

    /// The next member to probe; nil when there is none.
    mutating func next(using random: inout SeededGenerator) -> NodeID? {
        if cursor >= members.count {
            cursor = 0
            shuffle(using: &random)
        }
        guard cursor < members.count else { return nil }
        defer { cursor += 1 }
        return members[cursor]
    }

    /// Fills `picked` with up to `count` distinct random members other than `excluded`. Draws with
    /// rejection: near the size of the ring it may find fewer than there are.
    func pick(
        _ count: Int, except excluded: NodeID?, using random: inout SeededGenerator,
        into picked: inout [NodeID]
    ) {
        picked.removeAll(keepingCapacity: true)
        guard !members.isEmpty else { return }
        if members.count <= count + 1 {
            // Few enough to take all: start anywhere, so that no member is favoured.
            let start = random.below(members.count)
            for step in members.indices {
                let id = members[(start + step) % members.count]
                if id != excluded, picked.count < count { picked.append(id) }
            }
            return
        }
        var tries = 4 * count + 8
        while picked.count < count, tries > 0 {
            tries -= 1
            let id = members[random.below(members.count)]
            if id != excluded, !picked.contains(id) { picked.append(id) }
        }
    }

    private mutating func shuffle(using random: inout SeededGenerator) {
        guard members.count > 1 else { return }
        for last in stride(from: members.count - 1, to: 0, by: -1) {
            members.swapAt(last, random.below(last + 1))
        }
    }
}
