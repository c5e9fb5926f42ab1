/// All other members that a node holds, dense, with indexes that are only ever looked up: nothing here
/// depends on the order of a hashed collection (INV-14). At most `Limits.membersMax`; a full table makes
/// room by evicting the oldest forgotten, else left, else dead member, and refuses a new one when all live.
struct MemberTable: Sendable {
    private(set) var slots: [MemberSlot] = []
    private var ids = SlotIndex()
    /// By the hash under which reconciliation knows a member.
    private var keyHashes = SlotIndex()
    /// Of each name the member that holds it, to notice two of one name.
    private var names = SlotIndex()
    /// Members that are alive or suspect.
    private(set) var livingCount = 0

    var count: Int { slots.count }

    func find(_ id: NodeID) -> Int? { ids.find(id.hashValue) { slots[$0].record.id == id } }

    func find(keyHash: UInt64) -> Int? {
        keyHashes.find(keyHash.hashValue) { slots[$0].record.id.keyHash == keyHash }
    }

    /// The member that holds a name.
    func find(name: String) -> Int? { names.find(name.hashValue) { slots[$0].record.name == name } }

    /// - Precondition: `body` changes neither id nor name, except through `rename`.
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
        precondition(find(slot.record.id) == nil && slots.count < Limits.membersMax)
        let position = slots.count
        slots.makeRoom()
        slots.append(slot)
        ids.insert(position, hash: slot.record.id.hashValue, hashes: idHash)
        keyHashes.insert(position, hash: slot.record.id.keyHash.hashValue, hashes: keyHashHash)
        if slot.record.state.isLiving { livingCount += 1 }
        return position
    }

    /// The last slot takes the place of the one removed.
    mutating func remove(_ id: NodeID) {
        guard let place = find(id) else { return }
        ids.remove(place, hash: idHash(place), hashes: idHash)
        keyHashes.remove(place, hash: keyHashHash(place), hashes: keyHashHash)
        names.remove(place, hash: nameHash(place), hashes: nameHash)
        if slots[place].record.state.isLiving { livingCount -= 1 }
        let last = slots.count - 1
        if place < last {
            ids.move(last, to: place, hash: idHash(last))
            keyHashes.move(last, to: place, hash: keyHashHash(last))
            names.move(last, to: place, hash: nameHash(last))
            slots.swapAt(place, last)
        }
        slots.removeLast()
    }

    /// Makes a member the holder of its name, instead of whoever held it.
    mutating func claimName(_ position: Int) {
        let hash = nameHash(position)
        if let holder = find(name: slots[position].record.name) {
            guard holder != position else { return }
            names.remove(holder, hash: hash, hashes: nameHash)
        }
        names.insert(position, hash: hash, hashes: nameHash)
    }

    /// The member at this position had another name until now, and holds that no more.
    mutating func gaveUp(name: String, _ position: Int) {
        names.remove(position, hash: name.hashValue, hashes: nameHash)
    }

    /// Who goes first when the table is full; nil when all live.
    func evictionCandidate() -> NodeID? {
        var best: Int?
        for position in slots.indices where !slots[position].record.state.isLiving {
            guard let held = best else {
                best = position
                continue
            }
            let goesFirst =
                (slots[position].record.state.rawValue, slots[held].since)
                > (slots[held].record.state.rawValue, slots[position].since)
            if goesFirst { best = position }
        }
        return best.map { slots[$0].record.id }
    }

    private func idHash(_ position: Int) -> Int { slots[position].record.id.hashValue }
    private func keyHashHash(_ position: Int) -> Int { slots[position].record.id.keyHash.hashValue }
    private func nameHash(_ position: Int) -> Int { slots[position].record.name.hashValue }
}

extension MemberState {
    /// Alive as far as the failure detector goes: probed, gossiped to, counted.
    var isLiving: Bool { self <= .suspect }
}
