import NIOHTTP1
import Synchronization

/// Answers by route and status since the start, for `/metrics`.
final class RequestCounters: Sendable {
    private let counts = Mutex<[Int: UInt64]>([:])

    /// - Parameter route: nil for a request that the gate refused, or that led nowhere.
    func count(_ route: Route?, _ status: HTTPResponseStatus) {
        let key = (route?.rawValue ?? -1) * 1_000 + Int(status.code)
        counts.withLock { $0[key, default: 0] += 1 }
    }

    /// In a steady order.
    var all: [(route: String, status: Int, count: UInt64)] {
        counts.withLock { $0.sorted { $0.key < $1.key } }.map { key, count in
            let status = (key + 1_000) % 1_000
            return (Route(rawValue: (key - status) / 1_000)?.label ?? "refused", status, count)
        }
    }
}
