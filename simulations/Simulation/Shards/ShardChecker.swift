import Membership

/// INV-3 in true time, from the outside: which bots run which shard. And two identifies of a bucket are never less than
/// five seconds apart.
struct ShardChecker {
    /// The first thing that was wrong.
    var violation: String?
    private let buckets: Int
    private var runners: [[Int]]
    private var identified: [UInt64?]

    init(shards: Int, buckets: Int) {
        self.buckets = buckets
        runners = Array(repeating: [], count: 1_024)
        identified = Array(repeating: nil, count: buckets)
    }

    mutating func starts(_ bot: Int, _ shard: Int, at time: UInt64) {
        if let other = runners[shard].first {
            violation =
                violation ?? "INV-3: bots \(other) and \(bot) run shard \(shard) at \(Self.text(time))"
        }
        runners[shard].append(bot)
    }

    mutating func stops(_ bot: Int, _ shard: Int) { runners[shard].removeAll { $0 == bot } }

    mutating func identifies(_ shard: Int, at time: UInt64, isExcused: Bool) {
        let bucket = shard % buckets
        // Its sidecar stood still just before it answered.
        if isExcused { return }
        if let last = identified[bucket], time - last < 5_000_000_000 {
            violation =
                violation
                ?? "pace: bucket \(bucket) at \(Self.text(last)) and \(Self.text(time)), shard \(shard)"
        }
        identified[bucket] = time
    }

    /// 404, though its session stands in the register and runs at its home.
    mutating func denies(_ bot: Int, by host: Int, at time: UInt64) {
        violation = violation ?? "404: bot \(bot) by host \(host) at \(Self.text(time)), and its home has it"
    }

    /// Messages that beget messages.
    mutating func storms(at time: UInt64) {
        violation = violation ?? "INV-8: a storm of events at \(Self.text(time))"
    }

    static func text(_ time: UInt64) -> String { "\(Double(time / 1_000_000) / 1_000) s" }
}
