import GossipCore
import Membership

/// How a rollup went since the node started, in at most `pointsMax` points: when they are full every second one
/// is dropped and the step between them doubles, up to `stepMax`; from then on the oldest goes.
struct Trend: Sendable {
    struct Point: Sendable {
        var at: WallTime
        var clustersUp: Int
        var metrics: Metrics
    }

    /// Two minutes apart at most, so a long run shows its last four hours.
    static let pointsMax = 120
    static let stepMax: UInt64 = 120_000

    /// Oldest first.
    private(set) var points: [Point] = []
    /// Milliseconds between two points.
    private var step: UInt64

    /// - Parameter step: milliseconds between the first points.
    init(step: UInt64) { self.step = min(max(step, 1_000), Self.stepMax) }

    func isDue(at time: WallTime) -> Bool {
        guard let last = points.last, last.at <= time else { return true }
        return time.milliseconds - last.at.milliseconds >= step
    }

    mutating func record(_ point: Point) {
        guard isDue(at: point.at) else { return }
        // A clock that was set back must not stop the trend.
        if let last = points.last, last.at > point.at { points.removeAll() }
        points.append(point)
        guard points.count > Self.pointsMax else { return }
        if step < Self.stepMax {
            step = min(step * 2, Self.stepMax)
            // The newest stays.
            let kept = points.indices.filter { ($0 - points.count) % 2 != 0 }
            points = kept.map { points[$0] }
        } else {
            points.removeFirst()
        }
    }
}
