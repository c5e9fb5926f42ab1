import DequeModule
import GossipCore

/// The changes that one webhook is still to be told of, and when it is to be asked. A value without clock and network.
///
/// A burst becomes one request: the first change waits a little for those that follow it. A request that failed is
/// tried again, later each time; the queue keeps taking changes, and drops the oldest where it is full.
struct NoticeQueue {
    struct Batch: Hashable, Sendable {
        /// Oldest first.
        var notices: [Notice]
        /// Older ones that were dropped since the last batch that was taken.
        var dropped: Int
    }

    enum Outcome: Hashable, Sendable {
        case delivered
        /// This request is wrong, and no later one of the same content is better.
        case rejected
        /// The webhook is gone, or not for us.
        case refused
        /// 429.
        case limited(Instant.Span)
        case failed
    }

    private var waiting: Deque<Notice> = []
    private var dropped = 0
    private var underWay: Batch?
    /// When the oldest change that waits came.
    private var since: Instant?
    private var notBefore = Instant.zero
    private var failures = 0

    /// More than a fleet of 500 clusters says at the death of half of it, in about 200 KB.
    static let waitingMax = 1_000
    static let batchMax = 500
    /// The death of a host shows within this in all its clusters and shards.
    static let gather = Instant.Span.seconds(2)
    /// Between two requests; Discord takes 30 a minute from a webhook.
    static let pause = Instant.Span.seconds(5)
    static let retryMin = Instant.Span.seconds(2)
    static let retryMax = Instant.Span.seconds(300)
    /// After `refused`. An operator has to do something.
    static let refusedPause = Instant.Span.seconds(600)

    var isEmpty: Bool { waiting.isEmpty && underWay == nil }

    /// - Returns: how many changes were dropped for it.
    mutating func add(_ notices: [Notice], at now: Instant) -> Int {
        guard !notices.isEmpty else { return 0 }
        if waiting.isEmpty { since = now }
        waiting.append(contentsOf: notices)
        return shorten()
    }

    /// - Parameter isLast: the process ends, so nothing is waited for any more but what the webhook asked for.
    /// - Returns: what is to be sent now; `ended` is to be told of it.
    mutating func take(at now: Instant, isLast: Bool = false) -> Batch? {
        guard underWay == nil, let since, isLast || since + Self.gather <= now,
            notBefore <= now || isLast && failures == 0
        else { return nil }
        let batch = Batch(notices: Array(waiting.prefix(Self.batchMax)), dropped: dropped)
        waiting.removeFirst(batch.notices.count)
        dropped = 0
        self.since = waiting.isEmpty ? nil : now
        underWay = batch
        return batch
    }

    /// The batch that was taken came to an end.
    mutating func ended(_ outcome: Outcome, at now: Instant) {
        guard let batch = underWay else { return }
        underWay = nil
        switch outcome {
        case .delivered, .rejected:
            failures = 0
            notBefore = now + Self.pause
            return
        case .limited(let span):
            failures += 1
            notBefore = now + span
        case .refused:
            failures += 1
            notBefore = now + Self.refusedPause
        case .failed:
            let doubled = Self.retryMin * (1 << min(failures, 10))
            failures += 1
            notBefore = now + min(doubled, Self.retryMax)
        }
        waiting.prepend(contentsOf: batch.notices)
        since = since ?? now
        dropped += batch.dropped
        _ = shorten()
    }

    private mutating func shorten() -> Int {
        let surplus = max(0, waiting.count - Self.waitingMax)
        waiting.removeFirst(surplus)
        dropped += surplus
        return surplus
    }
}
