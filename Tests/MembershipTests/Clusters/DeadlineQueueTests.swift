import GossipCore
import Testing

@testable import Membership

@Suite("Deadlines and pace")
struct DeadlineQueueTests {
    private func second(_ count: Int) -> Instant { Instant.zero + .seconds(count) }

    @Test("What is due comes in the order of its deadlines, and of its arrival at one deadline")
    func order() {
        var queue = DeadlineQueue<ClusterDeadline>()
        for (index, at) in [5, 3, 9, 3, 1].enumerated() { queue.add(.cluster(index), at: second(at)) }
        #expect(queue.next == second(1))
        var order: [ClusterDeadline] = []
        while let due = queue.takeDue(at: second(5)) { order.append(due.subject) }
        #expect(order == [.cluster(4), .cluster(1), .cluster(3), .cluster(0)])
        #expect(queue.next == second(9))
    }

    @Test("Reports of beats that come a tenth early are not held back, those of a hasty bot are")
    func pace() {
        let interval = Instant.Span.seconds(15)
        var pace = ReportPace()
        var now = second(100)
        for _ in 0..<20 {
            #expect(pace.due(interval: interval) <= now)
            pace.published(at: now, interval: interval)
            now = now + .milliseconds(13_500)
            if pace.due(interval: interval) > now { now = now + .milliseconds(3_000) }
        }
        var published = 0
        pace = ReportPace()
        for beat in 0..<600 {
            let at = second(1_000 + beat)
            guard pace.due(interval: interval) <= at else { continue }
            pace.published(at: at, interval: interval)
            published += 1
        }
        #expect(published == 600 / 15 + 1)
    }
}
