import Synchronization

/// The first thing that went wrong on a connection. It may do so before there is a request that could be told.
final class ConnectionTrouble: Sendable {
    private let error = Mutex<(any Error)?>(nil)

    var first: (any Error)? { error.withLock { $0 } }

    func note(_ error: any Error) { self.error.withLock { $0 = $0 ?? error } }
}
