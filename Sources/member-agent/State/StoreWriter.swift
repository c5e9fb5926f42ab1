import GossipCore
import NIOCore
import NIOPosix
import Synchronization

/// Carries out persist requests on a thread of its own, in their order. All that queued up while a
/// commit ran go into the next one (group commit), so the disk's latency is paid once for many.
///
/// When a commit fails, for example because the disk is full, its requests stay queued and are tried
/// again: what is not durable is not promised, and the node runs on.
final class StoreWriter: Sendable {
    /// Told on the store's thread; tokens come in the order of their requests.
    struct Callbacks: Sendable {
        var committed: @Sendable ([PersistToken]) -> Void
        /// The first failure of a row, and nil when writing works again.
        var troubled: @Sendable (SQLiteError?) -> Void
    }

    private struct Queue {
        var requests: [PersistRequest] = []
        var isDraining = false
        var isTroubled = false
        var isClosed = false
        var compactsAbove = StoreWriter.compactionThreshold
    }

    static let retryDelay = TimeAmount.seconds(1)
    /// Beyond this many waiting requests, and twice as many as were left the last time, older ones for the same
    /// key are dropped: the queue is then bounded by the tables' own limits.
    static let compactionThreshold = 4_096

    private let queue = Mutex(Queue())
    private let store: Mutex<Store>
    private let thread: NIOThreadPool
    private let timer: any EventLoop
    private let callbacks = Mutex(Callbacks(committed: { _ in }, troubled: { _ in }))

    /// - Parameters:
    ///   - thread: started, with one thread.
    ///   - timer: calls for another try after a failure.
    init(store: sending Store, thread: NIOThreadPool, timer: any EventLoop) {
        self.store = Mutex(store)
        self.thread = thread
        self.timer = timer
    }

    /// To be called before the first `submit`.
    func open(_ callbacks: Callbacks) { self.callbacks.withLock { $0 = callbacks } }

    func submit(_ requests: [PersistRequest]) {
        guard !requests.isEmpty else { return }
        let mustStart = queue.withLock { queue in
            queue.requests.append(contentsOf: requests)
            if queue.isTroubled, queue.requests.count > queue.compactsAbove {
                queue.requests = PersistRequest.compacted(queue.requests)
                queue.compactsAbove = max(Self.compactionThreshold, 2 * queue.requests.count)
            }
            return Self.begin(&queue)
        }
        if mustStart { start() }
    }

    /// Waits for a commit under way.
    func withStore<Result: Sendable>(_ body: (Store) throws(SQLiteError) -> Result) throws(SQLiteError)
        -> Result
    {
        try store.withLock { store throws(SQLiteError) in try body(store) }
    }

    /// Writes what waits, then takes nothing more.
    /// - Returns: whether everything is on the disk.
    func close() async -> Bool {
        await withCheckedContinuation { continuation in
            thread.submit { _ in
                self.drain()
                let isEmpty = self.queue.withLock { queue in
                    queue.isClosed = true
                    return queue.requests.isEmpty
                }
                continuation.resume(returning: isEmpty)
            }
        }
    }

    private static func begin(_ queue: inout Queue) -> Bool {
        guard !queue.isDraining, !queue.isClosed, !queue.isTroubled, !queue.requests.isEmpty else {
            return false
        }
        queue.isDraining = true
        return true
    }

    private func start() {
        thread.submit { _ in self.drain() }
    }

    /// On the store's thread.
    private func drain() {
        while true {
            let batch = queue.withLock { queue in
                let batch = queue.isClosed ? [] : queue.requests
                queue.requests = []
                if batch.isEmpty { queue.isDraining = false }
                return batch
            }
            if batch.isEmpty { return }
            let failure = store.withLock { store -> SQLiteError? in
                do throws(SQLiteError) {
                    try store.apply(batch)
                    return nil
                } catch {
                    return error
                }
            }
            guard commit(batch, failure: failure) else { return }
        }
    }

    /// - Returns: whether to go on with what queued up meanwhile.
    private func commit(_ batch: [PersistRequest], failure: SQLiteError?) -> Bool {
        let callbacks = callbacks.withLock { $0 }
        let wasTroubled = queue.withLock { queue in
            let wasTroubled = queue.isTroubled
            queue.isTroubled = failure != nil
            if failure != nil {
                queue.requests = batch + queue.requests
                queue.isDraining = false
            }
            return wasTroubled
        }
        guard let failure else {
            if wasTroubled { callbacks.troubled(nil) }
            let tokens = batch.compactMap(\.token)
            if !tokens.isEmpty { callbacks.committed(tokens) }
            return true
        }
        if !wasTroubled { callbacks.troubled(failure) }
        timer.scheduleTask(in: Self.retryDelay) { self.retry() }
        return false
    }

    private func retry() {
        let mustStart = queue.withLock { queue in
            queue.isTroubled = false
            defer { queue.isTroubled = true }
            return Self.begin(&queue)
        }
        if mustStart { start() }
    }
}

extension PersistRequest {
    /// Drops all but the last change of each key. Tokens stay, in their places in the order, but for those of
    /// rows, where the last stands for all. The whole list is committed at once, so a token never comes back
    /// before its change, or a later one of the same key, is on the disk.
    static func compacted(_ requests: [PersistRequest]) -> [PersistRequest] {
        var seen: Set<CompactionKey> = []
        var kept: [PersistRequest] = []
        var rows: [VotingRow] = []
        var rowsAt: Int?
        for request in requests.reversed() {
            let key: CompactionKey
            switch request.change {
            case .entry(let entry): key = .entry(entry.key)
            case .member(let record): key = .member(record.id)
            case .removeMember(let id): key = .member(id)
            case .incarnation: key = .incarnation
            case .rows(let older):
                // Each key is there once, so their order does not matter any more.
                rows += older.reversed().filter { seen.insert(.row($0.key)).inserted }
                guard rowsAt == nil else { continue }
                rowsAt = kept.count
                kept.append(request)
                continue
            }
            if seen.insert(key).inserted || request.token != nil { kept.append(request) }
        }
        if let rowsAt { kept[rowsAt].change = .rows(rows) }
        return kept.reversed()
    }

    private enum CompactionKey: Hashable {
        case entry(EntryKey)
        case member(NodeID)
        case incarnation
        case row([UInt8])
    }
}
