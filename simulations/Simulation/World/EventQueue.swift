import HeapModule

/// All that will happen, by true time.
struct EventQueue {
    private var heap = Heap<Event>()
    private var scheduled: UInt64 = 0

    var next: Event? { heap.min }
    var count: Int { heap.count }

    mutating func schedule(_ kind: Event.Kind, at time: UInt64) {
        heap.insert(Event(time: time, order: scheduled, kind: kind))
        scheduled += 1
    }

    mutating func pop() -> Event? { heap.popMin() }
}
