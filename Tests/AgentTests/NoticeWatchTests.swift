import GossipCore
import Membership
import Testing

@testable import member_agent

@Suite("What is news for a webhook")
struct NoticeWatchTests {
    private static let start: UInt64 = 1_800_000_000_000
    private let home = NodeID(high: 0, low: 1)
    private let other = NodeID(high: 0, low: 2)

    private func cluster(
        _ number: UInt32, down: DownReason? = nil, numbered: Bool = true, since: UInt64 = start
    ) -> FleetPicture.Cluster {
        FleetPicture.Cluster(
            identity: "bot-\(number)", fleet: "asia", number: numbered ? ClusterNumber(number) : nil,
            down: down,
            since: WallTime(milliseconds: since), lastSeen: WallTime(milliseconds: since), home: home,
            version: "",
            scrapeTarget: "", metrics: Metrics(), shards: [], history: History())
    }

    private func holder(
        _ shard: Int, _ state: ShardPool.Holder.State = .held, at home: NodeID? = nil, since: UInt64 = start
    ) -> ShardPool.Holder {
        let time = WallTime(milliseconds: since)
        return ShardPool.Holder(
            shard: shard, state: state, home: home ?? self.home, homeName: home == other ? "b" : "a",
            since: time,
            lastBeat: time, endsAt: time, freeAt: time)
    }

    private func picture(
        _ version: UInt64, _ clusters: [FleetPicture.Cluster] = [], _ holders: [ShardPool.Holder] = [],
        size: Int = 8,
        isSynchronised: Bool = true
    ) -> FleetPicture {
        FleetPicture(
            version: version, generatedAt: WallTime(milliseconds: Self.start), global: Metrics(),
            fleets: [
                FleetPicture.Fleet(
                    name: "asia", clustersUp: 0, clustersTotal: 0, rollup: Metrics(), clusters: clusters)
            ], members: [],
            status: FleetPicture.Status(
                own: Sample.member(1), startedAt: WallTime(milliseconds: Self.start),
                isSynchronised: isSynchronised,
                hasMajority: true, entries: 0, fingerprint: 0, traffic: Traffic()),
            pools: [
                ShardPool(
                    application: ApplicationID(name: "default"), name: "default",
                    size: PoolSize(shards: size, buckets: 1, source: .setting), holders: holders)
            ])
    }

    /// What each picture after the first says, a minute apart from it.
    private func changes(_ pictures: FleetPicture..., after seconds: Double = 60) -> [[Notice.Change]] {
        var watch = NoticeWatch()
        var found: [[Notice.Change]] = []
        for (index, picture) in pictures.enumerated() {
            let now = Instant.zero + .seconds(index == 0 ? 0 : seconds + Double(index))
            found.append(watch.look(at: picture, now: now, wall: WallTime(milliseconds: 5)).map(\.change))
        }
        #expect(found.first == [])
        return Array(found.dropFirst())
    }

    private func about(_ number: UInt32) -> Notice.Cluster {
        Notice.Cluster(identity: "bot-\(number)", fleet: "asia", number: ClusterNumber(number))
    }

    private func shard(_ number: Int) -> Notice.Shard { Notice.Shard(application: "default", number: number) }

    @Test("A cluster that goes down, comes up and gets its number is told, and one that stays is not")
    func clusters() {
        let stays = cluster(3)
        let found = changes(
            picture(1, [cluster(1), stays]), picture(2, [cluster(1, down: .missedBeats), stays]),
            picture(3, [cluster(1, down: .nodeDead), cluster(2, numbered: false), stays]),
            picture(4, [cluster(1), cluster(2), stays]))
        #expect(
            found == [
                [.cluster(about(1), .down(.missedBeats))], [.cluster(about(1), .down(.nodeDead))],
                [.cluster(about(1), .up), .cluster(about(2), .numbered)],
            ])
    }

    @Test("A shard that is held, moves, is lost and becomes free is told, and its grace is not")
    func shards() {
        let found = changes(
            picture(1), picture(2, [], [holder(4)]), picture(3, [], [holder(4, at: other)]),
            picture(4, [], [holder(4, .lost, at: other)]), picture(5, [], [holder(4, .grace, at: other)]),
            picture(6),
            picture(7, [], [holder(7)]), picture(8, size: 7))
        #expect(
            found == [
                [.shard(shard(4), .held(at: "a", by: nil))], [.shard(shard(4), .held(at: "b", by: nil))],
                [.shard(shard(4), .lost(at: "b"))], [], [.shard(shard(4), .free)],
                [.shard(shard(7), .held(at: "a", by: nil))], [],
            ])
    }

    @Test("A picture of the same version is not looked at")
    func sameVersion() {
        #expect(changes(picture(1, [cluster(1)]), picture(1, [cluster(1, down: .left)])) == [[]])
    }

    @Test("Nothing is news before the node is synchronised")
    func unsynchronised() {
        var watch = NoticeWatch()
        let wall = WallTime(milliseconds: 5)
        #expect(watch.look(at: picture(1, isSynchronised: false), now: .zero, wall: wall).isEmpty)
        let learnt = picture(2, [cluster(1, down: .nodeDead)], [holder(1)])
        #expect(watch.look(at: learnt, now: .zero + .seconds(1), wall: wall).isEmpty)
    }

    @Test("A node that came lately learns an old fleet, and tells only what is younger than itself")
    func warmUp() {
        let old = Self.start - 60_000
        let found = changes(
            picture(1),
            picture(
                2, [cluster(1, down: .nodeDead, since: old), cluster(2)], [holder(1, since: old), holder(2)]),
            after: 5)
        #expect(found == [[.cluster(about(2), .numbered), .shard(shard(2), .held(at: "a", by: nil))]])
        let later = changes(picture(1), picture(2, [cluster(1, down: .nodeDead, since: old)]), after: 31)
        #expect(later == [[.cluster(about(1), .numbered), .cluster(about(1), .down(.nodeDead))]])
    }
}
