import GossipCore
import Membership

/// What happened to a pool between two pictures of one node.
struct PoolDifference {
    private(set) var news: [FleetEvent.News] = []
    /// Aligned with the newer pool's rows.
    private(set) var ages: PoolAges
    private let name: String

    /// - Parameters:
    ///   - old: nil for a pool that was not seen before; `ages` are its.
    ///   - picture: which has the newer pool.
    init(from old: ShardPool?, _ ages: PoolAges?, to new: ShardPool, in picture: FleetPicture) {
        name = new.name
        guard let old, let ages else {
            self.ages = PoolAges(new, at: picture.generatedAt, version: picture.version)
            for holder in new.holders { tell(holder.shard, from: nil, to: holder) }
            return
        }
        self.ages = ages
        if old.size == new.size, old.holders.isShared(with: new.holders) { return }
        let (former, rows) = (PoolRows(old), PoolRows(new))
        let isAligned =
            former.count == rows.count && rows.shards.allSatisfy { former.shard($0.row) == $0.shard }
        if isAligned {
            for row in 0..<rows.count { compare(row, former.holder(row), rows.holder(row), picture) }
        } else {
            reshape(former, rows, picture)
        }
    }

    private mutating func compare(
        _ row: Int, _ old: ShardPool.Holder?, _ new: ShardPool.Holder?, _ picture: FleetPicture
    ) {
        if Self.looksSame(old, new) { return }
        ages.changedIn[row] = picture.version
        if old?.state != new?.state { ages.stateSince[row] = picture.generatedAt }
        tell(ages: row, old, new)
    }

    private mutating func tell(ages row: Int, _ old: ShardPool.Holder?, _ new: ShardPool.Holder?) {
        tell(old?.shard ?? new?.shard ?? row, from: old, to: new)
    }

    /// The pool grew or shrank: readers get all rows anew.
    private mutating func reshape(_ former: PoolRows, _ rows: PoolRows, _ picture: FleetPicture) {
        let known = ages
        ages.reshapedIn = picture.version
        ages.changedIn = Array(repeating: picture.version, count: rows.count)
        ages.stateSince = Array(repeating: picture.generatedAt, count: rows.count)
        var position = 0
        for (row, shard) in rows.shards {
            while position < former.count, former.shard(position) < shard {
                leave(former, position)
                position += 1
            }
            guard position < former.count, former.shard(position) == shard else {
                tell(shard, from: nil, to: rows.holder(row))
                continue
            }
            let (old, new) = (former.holder(position), rows.holder(row))
            if old?.state == new?.state { ages.stateSince[row] = known.stateSince[position] }
            tell(shard, from: old, to: new)
            position += 1
        }
        while position < former.count {
            leave(former, position)
            position += 1
        }
    }

    /// A shard beyond the pool's end, whose row is gone.
    private mutating func leave(_ former: PoolRows, _ position: Int) {
        guard let old = former.holder(position) else { return }
        tell(old.shard, from: old, to: nil)
    }

    private mutating func tell(_ shard: Int, from old: ShardPool.Holder?, to new: ShardPool.Holder?) {
        let change: ShardChange
        switch new?.state {
        case .held:
            guard let new, old?.state != .held || old?.home != new.home else { return }
            change = .held(by: new.home)
        case .grace:
            guard old?.state != .grace else { return }
            change = .ended
        case .lost:
            guard old?.state != .lost else { return }
            change = .lost
        case nil:
            guard old != nil else { return }
            change = .free
        }
        guard let holder = new ?? old else { return }
        news.append(
            .shard(
                FleetEvent.ShardNews(
                    application: name, shard: shard, home: holder.home, homeName: holder.homeName,
                    cluster: holder.cluster), change))
    }

    /// A home tells times of its monotonic clock by its wall clock, each time anew, and the two do not tick together:
    /// what differs by less is the same time told again. Milliseconds. A beat moves a promise by seconds.
    private static let toldAgain: UInt64 = 100

    private static func isSame(_ old: WallTime, _ new: WallTime) -> Bool {
        max(old, new).milliseconds - min(old, new).milliseconds < toldAgain
    }

    /// Whether a row says the same.
    private static func looksSame(_ old: ShardPool.Holder?, _ new: ShardPool.Holder?) -> Bool {
        guard let old, let new else { return old == nil && new == nil }
        return isSame(old.endsAt, new.endsAt) && isSame(old.freeAt, new.freeAt) && old.state == new.state
            && old.since == new.since && old.home == new.home && old.report.guilds == new.report.guilds
            && old.report.latency == new.report.latency && old.homeName == new.homeName
            && old.cluster == new.cluster
    }
}

extension PoolRows {
    /// In order.
    fileprivate var shards: LazyMapSequence<Range<Int>, (row: Int, shard: Int)> {
        (0..<count).lazy.map { ($0, shard($0)) }
    }
}

extension Array {
    /// Whether both are one piece of memory; then they are equal.
    fileprivate func isShared(with other: Self) -> Bool {
        withUnsafeBufferPointer { mine in
            other.withUnsafeBufferPointer { $0.baseAddress == mine.baseAddress && $0.count == mine.count }
        }
    }
}
