import GossipCore
import Testing

@testable import member_agent

@Suite("The queue of a webhook")
struct NoticeQueueTests {
    private func notice(_ shard: Int) -> Notice {
        Notice(
            at: WallTime(milliseconds: 0),
            change: .shard(Notice.Shard(application: "default", number: shard), .free))
    }

    private func at(_ seconds: Double) -> Instant { .zero + .seconds(100 + seconds) }

    @Test("A burst is one batch, which waits for those that follow the first")
    func burst() {
        var queue = NoticeQueue()
        #expect(queue.take(at: at(0)) == nil)
        #expect(queue.add([notice(1)], at: at(0)) == 0)
        #expect(queue.add([notice(2), notice(3)], at: at(1.5)) == 0)
        #expect(queue.take(at: at(1.9)) == nil)
        #expect(queue.take(at: at(2))?.notices == [notice(1), notice(2), notice(3)])
        #expect(queue.take(at: at(9)) == nil)
        #expect(!queue.isEmpty)
        queue.ended(.delivered, at: at(2.1))
        #expect(queue.isEmpty)
    }

    @Test("Between two batches there is a pause, during which changes gather")
    func pause() {
        var queue = NoticeQueue()
        _ = queue.add([notice(1)], at: at(0))
        _ = queue.take(at: at(2))
        _ = queue.add([notice(2)], at: at(2.5))
        queue.ended(.delivered, at: at(3))
        #expect(queue.take(at: at(7.9)) == nil)
        #expect(queue.take(at: at(8))?.notices == [notice(2)])
    }

    @Test("What failed is tried again in its order, later each time, five minutes apart at most")
    func retries() {
        var queue = NoticeQueue()
        _ = queue.add([notice(1)], at: at(0))
        var now = 2.0
        var pauses: [Double] = []
        for _ in 0..<10 {
            #expect(queue.take(at: at(now))?.notices == [notice(1)])
            queue.ended(.failed, at: at(now))
            var pause = 0.5
            var copy = queue
            while copy.take(at: at(now + pause)) == nil { pause += 0.5 }
            pauses.append(pause)
            now += pause
        }
        #expect(pauses.first == 2)
        #expect(pauses.last == 300)
        #expect(pauses == pauses.sorted())
        _ = queue.add([notice(2)], at: at(now))
        #expect(queue.take(at: at(now + 2_000))?.notices == [notice(1), notice(2)])
    }

    @Test("A pause that the webhook asks for is kept, also by one who ends")
    func limited() {
        var queue = NoticeQueue()
        _ = queue.add([notice(1)], at: at(0))
        _ = queue.take(at: at(2))
        queue.ended(.limited(.seconds(30)), at: at(2))
        #expect(queue.take(at: at(31)) == nil)
        #expect(queue.take(at: at(31), isLast: true) == nil)
        #expect(queue.take(at: at(32))?.notices == [notice(1)])
    }

    @Test("What a webhook rejects is not sent again; one that refuses is left alone for ten minutes")
    func refusals() {
        var queue = NoticeQueue()
        _ = queue.add([notice(1)], at: at(0))
        _ = queue.take(at: at(2))
        queue.ended(.rejected, at: at(2))
        #expect(queue.isEmpty)
        _ = queue.add([notice(2)], at: at(10))
        _ = queue.take(at: at(12))
        queue.ended(.refused, at: at(12))
        #expect(queue.take(at: at(611)) == nil)
        #expect(queue.take(at: at(612))?.notices == [notice(2)])
    }

    @Test("A full queue drops the oldest, and the next batch says how many")
    func full() {
        var queue = NoticeQueue()
        #expect(queue.add((0..<900).map { notice($0) }, at: at(0)) == 0)
        let first = queue.take(at: at(2))
        #expect(first?.notices.count == NoticeQueue.batchMax)
        #expect(queue.add((900..<1_500).map { notice($0) }, at: at(3)) == 0)
        queue.ended(.failed, at: at(4))
        #expect(queue.add([notice(1_500)], at: at(5)) == 1)
        let second = queue.take(at: at(20))
        #expect(second?.dropped == 501)
        #expect(second?.notices.first == notice(501))
        queue.ended(.delivered, at: at(21))
        let third = queue.take(at: at(30))
        #expect(third?.dropped == 0 && third?.notices.count == 500)
    }

    @Test("At the end nothing is waited for")
    func end() {
        var queue = NoticeQueue()
        _ = queue.add([notice(1)], at: at(0))
        #expect(queue.take(at: at(0), isLast: true)?.notices == [notice(1)])
        queue.ended(.delivered, at: at(0))
        _ = queue.add([notice(2)], at: at(0.5))
        #expect(queue.take(at: at(0.5), isLast: true)?.notices == [notice(2)])
    }
}
