import HeapModule

/// When the suspicions of a node end. A suspicion whose deadline moved has more than one timer here: who
/// takes one out compares it with the suspicion itself, so stale ones cost a look. Each suspicion adds at
/// most K + 3 in its time, and each is gone when its time is over.
struct SuspicionTimers: Sendable {
    struct Timer: Comparable, Sendable {
        var at: Instant
        var member: NodeID
        /// `Suspicion.generation`.
        var generation: UInt64

        /// A total order: the order of equal deadlines must not depend on the heap (INV-14).
        static func < (left: Timer, right: Timer) -> Bool {
            (left.at, left.generation, left.member) < (right.at, right.generation, right.member)
        }
    }

    private var heap = Heap<Timer>()

    var nextDeadline: Instant? { heap.min?.at }

    mutating func insert(_ timer: Timer) { heap.insert(timer) }

    mutating func takeDue(at now: Instant) -> Timer? {
        guard let first = heap.min, first.at <= now else { return nil }
        return heap.removeMin()
    }
}
