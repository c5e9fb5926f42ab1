import Testing

@testable import GossipCore

@Suite("Update queue")
struct UpdateQueueTests {
    private func takeAll(_ queue: inout UpdateQueue<Int>, upTo urgency: Int = 9, limit: Int = 3) -> [Int] {
        var taken: [Int] = []
        while let key = queue.take(upTo: urgency) { taken.append(key) }
        queue.settle(limit: limit)
        return taken
    }

    @Test("An update is sent as often as the limit says, then it is gone (SWIM 4.1)")
    func limit() {
        var queue = UpdateQueue<Int>(urgencies: 1, capacity: 10)
        queue.enqueue(7, urgency: 0)
        var sends = 0
        while !takeAll(&queue, limit: 12).isEmpty { sends += 1 }
        #expect(sends == 12)
        #expect(queue.isEmpty)
    }

    @Test("The urgent go first, and of one urgency the least sent (SWIM 4.1)")
    func order() {
        var queue = UpdateQueue<Int>(urgencies: 2, capacity: 10)
        queue.enqueue(1, urgency: 1)
        let first = takeAll(&queue)
        #expect(first == [1])
        queue.enqueue(2, urgency: 1)
        queue.enqueue(3, urgency: 0)
        let second = takeAll(&queue)
        #expect(second == [3, 2, 1])
    }

    @Test("One datagram never carries an update twice")
    func once() {
        var queue = UpdateQueue<Int>(urgencies: 1, capacity: 10)
        for key in 0..<5 { queue.enqueue(key, urgency: 0) }
        for _ in 0..<2 {
            let taken = takeAll(&queue)
            #expect(taken.sorted() == [0, 1, 2, 3, 4])
        }
    }

    @Test("A newer version of a key takes the place of the older and counts as never sent")
    func replaced() {
        var queue = UpdateQueue<Int>(urgencies: 1, capacity: 10)
        queue.enqueue(1, urgency: 0)
        _ = takeAll(&queue)
        _ = takeAll(&queue)
        queue.enqueue(1, urgency: 0)
        #expect(queue.count == 1)
        var sends = 0
        while !takeAll(&queue).isEmpty { sends += 1 }
        #expect(sends == 3)
    }

    @Test("What did not fit keeps its place and its count")
    func putBack() {
        var queue = UpdateQueue<Int>(urgencies: 1, capacity: 10)
        for key in [1, 2, 3] { queue.enqueue(key, urgency: 0) }
        let tooBig = queue.take(upTo: 0)
        queue.putBack()
        let fitting = queue.take(upTo: 0)
        queue.settle(limit: 3)
        let rest = takeAll(&queue)
        #expect(tooBig == 1)
        #expect(fitting == 2)
        #expect(rest == [1, 3, 2])
    }

    @Test("A full queue drops its least urgent, most sent key, and refuses what is less urgent (INV-8)")
    func bounded() {
        var queue = UpdateQueue<Int>(urgencies: 3, capacity: 3)
        queue.enqueue(1, urgency: 1)
        _ = takeAll(&queue)
        queue.enqueue(2, urgency: 1)
        queue.enqueue(3, urgency: 0)
        let isLessUrgentTaken = queue.enqueue(4, urgency: 2)
        let isEquallyUrgentTaken = queue.enqueue(5, urgency: 1)
        #expect(!isLessUrgentTaken)
        #expect(isEquallyUrgentTaken)
        #expect(queue.count == 3)
        #expect(!queue.contains(1))
        #expect(queue.contains(2) && queue.contains(3) && queue.contains(5))
    }

    @Test("Keys that are queued again and again take no more than the capacity's memory")
    func compacts() {
        var queue = UpdateQueue<Int>(urgencies: 1, capacity: 8)
        for round in 0..<10_000 { queue.enqueue(round % 8, urgency: 0) }
        #expect(queue.stored <= 2 * 8 + 64)
        let taken = takeAll(&queue)
        #expect(taken.sorted() == Array(0..<8))
    }
}
