import GossipCore
import Membership

/// Finds what there is to tell by comparing the pictures of this node, each with the one before it.
///
/// All nodes see the same changes sooner or later, so any of them can tell them. A node that starts learns an old
/// fleet; what it learns is no news. So nothing is told before it is synchronised, and for a while after only what is
/// younger than its run.
struct NoticeWatch {
    private var former: FleetPicture?
    private var steadyAt: Instant?

    /// Reports travel apart from the map, and are there some rounds after it.
    static let warmUp = Instant.Span.seconds(30)
    /// How far the clocks of two hosts may differ in this: one that differs more costs or spares a line.
    static let clockTolerance: UInt64 = 5_000

    mutating func look(at picture: FleetPicture, now: Instant, wall: WallTime) -> [Notice] {
        guard picture.status.isSynchronised || former != nil else { return [] }
        defer { former = picture }
        guard let former else {
            steadyAt = now + Self.warmUp
            return []
        }
        guard former.version != picture.version else { return [] }
        let started = picture.status.startedAt.milliseconds
        let eldest = steadyAt.map { $0 > now } ?? true ? started - min(started, Self.clockTolerance) : 0
        let changes =
            clusters(from: former, to: picture, since: eldest)
            + shards(from: former, to: picture, since: eldest)
        return changes.map { Notice(at: wall, change: $0) }
    }

    private func clusters(from former: FleetPicture, to picture: FleetPicture, since eldest: UInt64)
        -> [Notice
        .Change]
    {
        var known: [ClusterIdentity: FleetPicture.Cluster] = [:]
        var changed: [FleetPicture.Cluster] = []
        let (old, new) = (former.fleets.lazy.flatMap(\.clusters), picture.fleets.lazy.flatMap(\.clusters))
        // Pictures share the rows that did not change.
        let unchanged = Set(old.map(ObjectIdentifier.init))
        for cluster in new where !unchanged.contains(ObjectIdentifier(cluster)) { changed.append(cluster) }
        guard !changed.isEmpty else { return [] }
        for cluster in old { ClusterIdentity(cluster.identity).map { known[$0] = cluster } }
        var changes: [Notice.Change] = []
        for cluster in changed where cluster.since.milliseconds >= eldest {
            guard let identity = ClusterIdentity(cluster.identity) else { continue }
            let before = known[identity]
            let about = Notice.Cluster(
                identity: cluster.identity, fleet: cluster.fleet, number: cluster.number)
            if cluster.number != nil, cluster.number != before?.number || cluster.fleet != before?.fleet {
                changes.append(.cluster(about, .numbered))
            }
            if let reason = cluster.down, before?.down != reason {
                changes.append(.cluster(about, .down(reason)))
            } else if cluster.down == nil, before?.down != nil {
                changes.append(.cluster(about, .up))
            }
        }
        return changes
    }

    private func shards(from former: FleetPicture, to picture: FleetPicture, since eldest: UInt64) -> [Notice
        .Change]
    {
        var changes: [Notice.Change] = []
        for pool in picture.pools {
            guard let old = former.pools.first(where: { $0.application == pool.application }) else {
                continue
            }
            var before: [Int: ShardPool.Holder] = [:]
            for holder in old.holders { before[holder.shard] = holder }
            for holder in pool.holders {
                let known = before.removeValue(forKey: holder.shard)
                guard known?.state != holder.state || known?.home != holder.home,
                    holder.since.milliseconds >= eldest, let change = Self.change(to: holder)
                else { continue }
                changes.append(.shard(Notice.Shard(application: pool.name, number: holder.shard), change))
            }
            // What is outside of a pool that shrank is not free.
            for shard in before.keys.sorted() where shard < pool.size?.shards ?? 0 {
                changes.append(.shard(Notice.Shard(application: pool.name, number: shard), .free))
            }
        }
        return changes
    }

    /// That a session ended is told when its shard is free.
    private static func change(to holder: ShardPool.Holder) -> Notice.ShardChange? {
        let home = holder.homeName ?? holder.home.description
        switch holder.state {
        case .held:
            let cluster = holder.cluster.map {
                Notice.Cluster(identity: $0.identity, fleet: $0.fleet, number: $0.number)
            }
            return .held(at: home, by: cluster)
        case .lost: return .lost(at: home)
        case .grace: return nil
        }
    }
}
