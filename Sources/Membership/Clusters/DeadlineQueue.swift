import GossipCore
import HeapModule

/// What is due when, in order: O(log n) to add and to take. Who sets an earlier deadline for the same
/// thing adds it again and ignores the later one when it comes.
struct DeadlineQueue<Subject: Sendable>: Sendable {
    private struct Item: Comparable, Sendable {
        var at: Instant
        /// Orders what is due at one instant, so that a seed gives one trace.
        var order: UInt64
        var subject: Subject

        static func < (left: Item, right: Item) -> Bool { (left.at, left.order) < (right.at, right.order) }
        static func == (left: Item, right: Item) -> Bool { left.order == right.order }
    }

    private var items = Heap<Item>()
    private var added: UInt64 = 0

    var next: Instant? { items.min?.at }
    var count: Int { items.count }

    mutating func add(_ subject: Subject, at instant: Instant) {
        added += 1
        items.insert(Item(at: instant, order: added, subject: subject))
    }

    /// The earliest that is due, or nil.
    mutating func takeDue(at now: Instant) -> (at: Instant, subject: Subject)? {
        guard let first = items.min, first.at <= now else { return nil }
        items.removeMin()
        return (first.at, first.subject)
    }
}
