import GossipCore
import Synchronization

/// The header `Date` of every answer, written once a second.
final class DateHeader: Sendable {
    private let last = Mutex((second: UInt64.max, text: ""))

    var now: String {
        let wall = Clocks.wall()
        let second = wall.milliseconds / 1_000
        return last.withLock { last in
            if last.second != second { last = (second, Timestamp(wall).httpDate) }
            return last.text
        }
    }
}
