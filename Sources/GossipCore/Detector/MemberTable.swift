/// All other members that a node holds, dense, with an index that is only ever looked up: nothing here
/// depends on the order of a hashed collection (INV-14). At most `Limits.membersMax`; a full table makes
/// room by evicting the oldest forgotten, else left, else dead member, and refuses a new one when all live.
struct MemberTable: Sendable {
    private(set) var slots: [MemberSlot] = []
    private var index: [NodeID: Int] = [:]
    /// By the hash under which reconciliation knows a member.
    private var hashes: [UInt64: NodeID] = [:]
    /// Members that are alive or suspect.
    private(set) var livingCount = 0

    var count: Int { slots.count }

    func find(_ id: NodeID) -> Int? { index[id] }

    func find(keyHash: UInt64) -> Int? { hashes[keyHash].flatMap { index[$0] } }

    subscript(position: Int) -> MemberSlot {
        _read { yield slots[position] }
        _modify {
            let wasLiving = slots[position].record.state.isLiving
            yield &slots[position]
            let isLiving = slots[position].record.state.isLiving
            if wasLiving != isLiving { livingCount += isLiving ? 1 : -1 }
        }
    }

    /// - Precondition: the member is not in the table, and there is room.
    /// - Returns: its position.
    mutating func append(_ slot: MemberSlot) -> Int {
        precondition(index[slot.record.id] == nil && slots.count < Limits.membersMax)
        slots.append(slot)
        index[slot.record.id] = slots.count - 1
        hashes[slot.record.id.keyHash] = slot.record.id
        if slot.record.state.isLiving { livingCount += 1 }
        return slots.count - 1
    }

    /// The last slot takes the place of the one removed.
    mutating func remove(_ id: NodeID) {
        guard let place = index.removeValue(forKey: id) else { return }
        hashes[id.keyHash] = nil
        if slots[place].record.state.isLiving { livingCount -= 1 }
        let last = slots.removeLast()
        if place < slots.count {
            slots[place] = last
            index[last.record.id] = place
        }
    }

    /// Who goes first when the table is full; nil when all live.
    func evictionCandidate() -> NodeID? {
        var best: MemberSlot?
        for slot in slots where !slot.record.state.isLiving {
            guard let held = best else {
                best = slot
                continue
            }
            let goesFirst =
                (slot.record.state.rawValue, held.since) > (held.record.state.rawValue, slot.since)
            if goesFirst { best = slot }
        }
        return best?.record.id
    }
}

extension MemberState {
    /// Alive as far as the failure detector goes: probed, gossiped to, counted.
    var isLiving: Bool { self <= .suspect }
}
