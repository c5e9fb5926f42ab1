import DequeModule

/// Updates that wait to be gossiped, least sent first within an urgency (SWIM 4.1). It holds keys alone:
/// what is sent is what the node holds of that key at that moment, so a newer version replaces an older one
/// by being there, and each key waits once.
///
/// Bounded by `capacity` keys. When full, the least urgent and most sent key makes room (it has been spread
/// most, and reconciliation finds whoever missed it); if all are more urgent than the new one, that is refused.
struct UpdateQueue<Key: Hashable & Sendable>: Sendable {
    private struct Waiting: Sendable {
        var urgency: Int
        var sent: Int
        var generation: UInt64
    }
    private struct Item: Sendable {
        var key: Key
        var generation: UInt64
    }

    /// `lanes[urgency][sent]`, oldest first. Items whose generation is over are skipped.
    private var lanes: [[Deque<Item>]]
    /// Looked up, never iterated.
    private var waiting: [Key: Waiting] = [:]
    private var generation: UInt64 = 0
    /// Items in the lanes, those that are over included.
    private(set) var stored = 0
    private var cursor = (urgency: 0, sent: 0)
    private var taken: [(key: Key, isSent: Bool)] = []
    let capacity: Int

    /// - Parameter urgencies: the number of classes; 0 is the most urgent.
    init(urgencies: Int, capacity: Int) {
        self.lanes = Array(repeating: [Deque()], count: urgencies)
        self.capacity = capacity
    }

    var isEmpty: Bool { waiting.isEmpty }
    var count: Int { waiting.count }

    /// Whether something of the urgencies `0 ... urgency` waits.
    func hasWaiting(upTo urgency: Int) -> Bool {
        lanes.prefix(urgency + 1).contains { lane in
            lane.contains { sent in
                sent.contains { waiting[$0.key]?.generation == $0.generation }
            }
        }
    }

    func contains(_ key: Key) -> Bool { waiting[key] != nil }

    /// Queues a key as never sent, whatever it was before.
    /// - Returns: false when the queue is full of more urgent keys.
    @discardableResult
    mutating func enqueue(_ key: Key, urgency: Int) -> Bool {
        if waiting[key] == nil, waiting.count >= capacity {
            guard dropLeastUrgent(notMoreUrgentThan: urgency) else { return false }
        }
        push(key, urgency: urgency, sent: 0)
        if stored > 2 * capacity + 64 { compact() }
        return true
    }

    mutating func remove(_ key: Key) { waiting[key] = nil }

    // Filling one datagram: `take` until it returns nil or the datagram is full, then `settle`.

    /// The next key of the urgencies `0 ... urgency`, which stays taken until `settle`; nil when there is
    /// no other.
    mutating func take(upTo urgency: Int) -> Key? {
        while cursor.urgency <= urgency, cursor.urgency < lanes.count {
            while cursor.sent < lanes[cursor.urgency].count {
                while let item = lanes[cursor.urgency][cursor.sent].popFirst() {
                    stored -= 1
                    guard let state = waiting[item.key], state.generation == item.generation else { continue }
                    taken.append((item.key, true))
                    return item.key
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
        for (key, isSent) in taken where isSent {
            guard let state = waiting[key] else { continue }
            if state.sent + 1 >= (state.urgency == 0 ? limit : lesserLimit ?? limit) {
                waiting[key] = nil
            } else {
                push(key, urgency: state.urgency, sent: state.sent + 1)
            }
        }
        for (key, isSent) in taken.reversed() where !isSent {
            guard let state = waiting[key] else { continue }
            lanes[state.urgency][state.sent].prepend(Item(key: key, generation: state.generation))
            stored += 1
        }
        taken.removeAll(keepingCapacity: true)
    }

    private mutating func push(_ key: Key, urgency: Int, sent: Int) {
        generation += 1
        waiting[key] = Waiting(urgency: urgency, sent: sent, generation: generation)
        while lanes[urgency].count <= sent { lanes[urgency].append(Deque()) }
        lanes[urgency][sent].append(Item(key: key, generation: generation))
        stored += 1
    }

    private mutating func dropLeastUrgent(notMoreUrgentThan urgency: Int) -> Bool {
        for lane in stride(from: lanes.count - 1, through: urgency, by: -1) {
            for sent in lanes[lane].indices.reversed() {
                while let item = lanes[lane][sent].popFirst() {
                    stored -= 1
                    guard waiting[item.key]?.generation == item.generation else { continue }
                    waiting[item.key] = nil
                    return true
                }
            }
        }
        return false
    }

    /// Drops the items that are over, once they outnumber the living ones.
    private mutating func compact() {
        stored = 0
        for lane in lanes.indices {
            for sent in lanes[lane].indices {
                lanes[lane][sent].removeAll { waiting[$0.key]?.generation != $0.generation }
                stored += lanes[lane][sent].count
            }
        }
    }
}
