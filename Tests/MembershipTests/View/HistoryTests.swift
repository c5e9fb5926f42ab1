import GossipCore
import Testing

@testable import Membership

@Suite("History")
struct HistoryTests {
    private func point(_ second: Int, guilds: Double = 3, latency: Double = 0.1) -> FleetPicture.HistoryPoint
    {
        var metrics = Metrics()
        metrics.guilds = guilds
        metrics.latencySeconds = latency
        return FleetPicture.HistoryPoint(at: WallTime(milliseconds: UInt64(second) * 1_000), metrics: metrics)
    }

    @Test("The last sixty points come back exactly, whichever metrics vary")
    func exact() {
        var random = SeededGenerator(seed: 12)
        var history = History()
        var points: [FleetPicture.HistoryPoint] = []
        for second in 1...300 {
            var point = point(second, guilds: Double(random.below(2)))
            if second > 40 { point.metrics.latencySeconds = Double(random.next()) / 3 }
            if second > 150 { point.metrics.uptimeSeconds = Double(second) }
            history.append(point)
            points.append(point)
            #expect(Array(history) == Array(points.suffix(60)))
        }
        #expect(history.count == History.pointsMax)
        #expect(history.newest == points.last?.at)
    }

    @Test("One point is kept for each interval, though beats jitter")
    func interval() {
        var history = History()
        for second in [0, 14, 20, 28, 45, 46, 60] { history.record(point(second), interval: .seconds(15)) }
        #expect(history.map { $0.at.milliseconds / 1_000 } == [0, 14, 28, 45, 60])
    }

    @Test("A clock that was set back does not stop the history")
    func setBack() {
        var history = History()
        for second in [7_200, 7_215, 3_600, 3_615] { history.record(point(second), interval: .seconds(15)) }
        #expect(history.count == 4)
    }

    @Test("A history as a literal holds its points, and an empty one none")
    func literal() {
        let empty: History = []
        #expect(empty.isEmpty)
        #expect(empty.newest == nil)
        let history: History = [point(1), point(2, guilds: 4)]
        #expect(history.map(\.metrics.guilds) == [3, 4])
    }
}
