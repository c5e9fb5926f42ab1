import Membership
import Testing

@testable import GossipCore
@testable import ViewerHTTP

@Suite("What happened to a pool between two pictures")
struct PoolDifferenceTests {
    private static let elsewhere = NodeID(high: 0, low: 1)

    /// Shards 0 and 2 of four held, 1 in its grace.
    private func difference(
        from old: ShardPool = .sample(), _ change: (inout ShardPool) -> Void
    ) -> PoolDifference {
        var picture = FleetPicture.sample()
        let ages = PoolAges(old, at: picture.generatedAt, version: picture.version)
        picture.version += 1
        picture.generatedAt.milliseconds += 1_000
        var new = old
        change(&new)
        return PoolDifference(from: old, ages, to: new, in: picture)
    }

    private func told(_ difference: PoolDifference) -> [String] {
        difference.news.compactMap { news in
            guard case .shard(let shard, let change) = news else { return nil }
            return "\(shard.shard) \(change.label) \(shard.homeName ?? "")"
        }
    }

    @Test("Nothing happened, nothing is told, and no row is younger")
    func nothing() {
        let difference = difference { _ in }
        #expect(difference.news.isEmpty)
        #expect(difference.ages.changedIn == [7, 7, 7, 7])
    }

    @Test("A beat makes its row younger, and is no news")
    func beat() {
        let difference = difference { $0.holders[2].endsAt.milliseconds += 5_000 }
        #expect(difference.news.isEmpty)
        #expect(difference.ages.changedIn == [7, 7, 8, 7])
        #expect(difference.ages.reshapedIn == 7)
    }

    @Test("A promise that its home's clocks tell a few milliseconds otherwise makes no row younger")
    func toldAgain() {
        let difference = difference { pool in
            pool.holders[0].endsAt.milliseconds += 3
            pool.holders[2].freeAt.milliseconds -= 3
        }
        #expect(difference.ages.changedIn == [7, 7, 7, 7])
    }

    @Test("A shard that is taken, ends, is lost or is free is told once, with its home or the former one")
    func changes() {
        let now = FleetPicture.instant.milliseconds
        let difference = difference { pool in
            pool.holders[0].state = .lost
            pool.holders[2].state = .grace
            pool.holders.append(ShardPool.holder(3, .held))
            pool.holders.remove(at: 1)
        }
        #expect(told(difference) == ["0 lost node-a", "1 free node-a", "2 ended node-a", "3 held node-a"])
        #expect(difference.ages.changedIn == [8, 8, 8, 8])
        #expect(difference.ages.stateSince.map(\.milliseconds) == Array(repeating: now + 1_000, count: 4))
    }

    @Test("A session that moves to another home is held anew, and its state is as old as before")
    func move() {
        let difference = difference { pool in
            pool.holders[0].home = Self.elsewhere
            pool.holders[0].homeName = "node-b"
        }
        #expect(told(difference) == ["0 held node-b"])
        #expect(difference.ages.stateSince[0] == FleetPicture.instant)
    }

    @Test("A pool that grows is told anew to readers, and the age of each state is kept")
    func growth() {
        let difference = difference { $0.size = PoolSize(shards: 6, buckets: 1, source: .discord) }
        #expect(difference.news.isEmpty)
        #expect(difference.ages.reshapedIn == 8)
        #expect(difference.ages.changedIn.count == 6)
        let former = FleetPicture.instant
        #expect(difference.ages.stateSince.map { $0 == former } == [true, true, true, true, false, false])
    }

    @Test("A pool that shrinks keeps the rows of those beyond its end, until they are gone")
    func shrinking() {
        var small = ShardPool.sample()
        small.size = PoolSize(shards: 1, buckets: 1, source: .discord)
        let shrunk = difference { $0.size = small.size }
        #expect(shrunk.news.isEmpty)
        #expect(shrunk.ages.changedIn.count == 3)
        let gone = difference(from: small) { $0.holders.removeLast() }
        #expect(told(gone) == ["2 free node-a"])
        #expect(gone.ages.reshapedIn == 8)
        #expect(gone.ages.changedIn.count == 2)
    }

    @Test("A pool that was not seen before tells who holds what, and not what is free")
    func arrival() {
        let difference = PoolDifference(from: nil, nil, to: .sample(), in: .sample())
        #expect(told(difference) == ["0 held node-a", "1 ended node-a", "2 held node-a"])
        #expect(difference.ages.changedIn.count == 4)
    }
}
