/// Updates that wait to be gossiped, least sent first within an urgency (SWIM 4.1). It holds keys alone:
/// what is sent is what the node holds of that key at that moment, so a newer version replaces an older one
/// by being there, and each key waits once.
///
/// Bounded by `capacity` keys. When full, the least urgent and most sent key makes room (it has been spread
/// most, and reconciliation finds whoever missed it); if all are more urgent than the new one, that is refused.
///
/// Each key stands in a slot of its own, and the slots of one urgency and number of sends are chained, oldest
/// first: after a mass start thousands of updates wait at every node at once. An empty queue gives its memory back.
struct UpdateQueue<Key: Hashable & Sendable>: Sendable {
    private struct Slot: Sendable {
        var key: Key
        var urgency: UInt8
        var sent: UInt16 = 0
        /// Taken for the datagram that is being filled, and in no lane.
        var isTaken = false
        /// Neighbours in the lane; of a free slot `newer` is the next free one.
        var older = UpdateQueue.none
        var newer = UpdateQueue.none
    }
    private struct Lane: Sendable {
        var oldest = UpdateQueue.none
        var newest = UpdateQueue.none
    }

    private static var none: Int32 { -1 }

    private var slots: [Slot] = []
    private var index = SlotIndex()
    private var free = Self.none
    /// `lanes[urgency][sent]`.
    private var lanes: [[Lane]]
    private var cursor = (urgency: 0, sent: 0)
    private var taken: [(slot: Int32, isSent: Bool)] = []
    let capacity: Int

    /// - Parameter urgencies: the number of classes; 0 is the most urgent.
    init(urgencies: Int, capacity: Int) {
        self.lanes = Array(repeating: [Lane()], count: urgencies)
        self.capacity = capacity
    }

    var isEmpty: Bool { index.count == 0 }
    var count: Int { index.count }
    /// Slots in memory, free ones included.
    var stored: Int { slots.count }

    /// Whether something of the urgencies `0 ... urgency` waits.
    func hasWaiting(upTo urgency: Int) -> Bool {
        lanes.prefix(urgency + 1).contains { $0.contains { $0.oldest >= 0 } }
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    /// Queues a key as never sent, whatever it was before.
    /// - Returns: false when the queue is full of more urgent keys.
    @discardableResult
    mutating func enqueue(_ key: Key, urgency: Int) -> Bool {
        if let slot = find(key) {
            unlink(slot)
            slots[slot].isTaken = false
            link(slot, urgency: urgency, sent: 0)
            return true
        }
        if count >= capacity {
            guard dropLeastUrgent(notMoreUrgentThan: urgency) else { return false }
        }
        let slot = allocate(key)
        index.insert(slot, hash: key.hashValue, hashes: hash)
        link(slot, urgency: urgency, sent: 0)
        return true
    }

    mutating func remove(_ key: Key) {
        guard let slot = find(key) else { return }
        unlink(slot)
        release(slot)
    }

    // Filling one datagram: `take` until it returns nil or the datagram is full, then `settle`.

    /// The next key of the urgencies `0 ... urgency`, which stays taken until `settle`; nil when there is
    /// no other.
    mutating func take(upTo urgency: Int) -> Key? {
        while cursor.urgency <= urgency, cursor.urgency < lanes.count {
            while cursor.sent < lanes[cursor.urgency].count {
                let slot = Int(lanes[cursor.urgency][cursor.sent].oldest)
                if slot >= 0 {
                    unlink(slot)
                    slots[slot].isTaken = true
                    taken.append((Int32(slot), true))
                    return slots[slot].key
                }
                cursor.sent += 1
            }
            cursor = (cursor.urgency + 1, 0)
        }
        return nil
    }

    /// The key taken last did not fit: it keeps its place.
    mutating func putBack() {
        if !taken.isEmpty { taken[taken.count - 1].isSent = false }
    }

    /// The datagram is done: counts what was sent, drops what was sent `limit` times.
    /// - Parameter lesserLimit: the limit of all but the most urgent.
    mutating func settle(limit: Int, lesserLimit: Int? = nil) {
        cursor = (0, 0)
        for (slot, isSent) in taken where isSent && slots[Int(slot)].isTaken {
            let slot = Int(slot)
            let (urgency, sent) = (Int(slots[slot].urgency), Int(slots[slot].sent) + 1)
            slots[slot].isTaken = false
            if sent >= (urgency == 0 ? limit : lesserLimit ?? limit) {
                release(slot)
            } else {
                link(slot, urgency: urgency, sent: sent)
            }
        }
        for (slot, isSent) in taken.reversed() where !isSent && slots[Int(slot)].isTaken {
            slots[Int(slot)].isTaken = false
            linkAsOldest(Int(slot))
        }
        taken.removeAll(keepingCapacity: true)
        guard isEmpty, slots.count > Self.slotsKept else { return }
        (slots, index, free) = ([], SlotIndex(), Self.none)
    }

    /// Slots that an empty queue keeps.
    private static var slotsKept: Int { 64 }

    private func find(_ key: Key) -> Int? { index.find(key.hashValue) { slots[$0].key == key } }

    private func hash(_ slot: Int) -> Int { slots[slot].key.hashValue }

    private mutating func allocate(_ key: Key) -> Int {
        guard free >= 0 else {
            slots.makeRoom()
            slots.append(Slot(key: key, urgency: 0))
            return slots.count - 1
        }
        let slot = Int(free)
        free = slots[slot].newer
        slots[slot] = Slot(key: key, urgency: 0)
        return slot
    }

    private mutating func release(_ slot: Int) {
        index.remove(slot, hash: hash(slot), hashes: hash)
        slots[slot].isTaken = false
        slots[slot].newer = free
        free = Int32(slot)
    }

    /// Puts a slot into a lane as its newest.
    private mutating func link(_ slot: Int, urgency: Int, sent: Int) {
        while lanes[urgency].count <= sent { lanes[urgency].append(Lane()) }
        slots[slot].urgency = UInt8(urgency)
        slots[slot].sent = UInt16(sent)
        join(slot, after: lanes[urgency][sent].newest, before: Self.none)
    }

    /// Puts a slot back into its lane, where it was taken.
    private mutating func linkAsOldest(_ slot: Int) {
        let (urgency, sent) = (Int(slots[slot].urgency), Int(slots[slot].sent))
        join(slot, after: Self.none, before: lanes[urgency][sent].oldest)
    }

    private mutating func join(_ slot: Int, after older: Int32, before newer: Int32) {
        (slots[slot].older, slots[slot].newer) = (older, newer)
        setNeighbours(of: slot, newerOfOlder: Int32(slot), olderOfNewer: Int32(slot))
    }

    /// Takes a slot out of its lane, unless it is taken.
    private mutating func unlink(_ slot: Int) {
        guard !slots[slot].isTaken else { return }
        setNeighbours(of: slot, newerOfOlder: slots[slot].newer, olderOfNewer: slots[slot].older)
    }

    /// Changes what a slot's neighbours in its lane, or the lane where there is none, hold beside them.
    private mutating func setNeighbours(of slot: Int, newerOfOlder: Int32, olderOfNewer: Int32) {
        let (older, newer) = (slots[slot].older, slots[slot].newer)
        let (urgency, sent) = (Int(slots[slot].urgency), Int(slots[slot].sent))
        if older >= 0 {
            slots[Int(older)].newer = newerOfOlder
        } else {
            lanes[urgency][sent].oldest = newerOfOlder
        }
        if newer >= 0 {
            slots[Int(newer)].older = olderOfNewer
        } else {
            lanes[urgency][sent].newest = olderOfNewer
        }
    }

    private mutating func dropLeastUrgent(notMoreUrgentThan urgency: Int) -> Bool {
        for lane in stride(from: lanes.count - 1, through: urgency, by: -1) {
            for sent in lanes[lane].indices.reversed() where lanes[lane][sent].oldest >= 0 {
                let slot = Int(lanes[lane][sent].oldest)
                unlink(slot)
                release(slot)
                return true
            }
        }
        return false
    }
}
