import Membership

@testable import GossipCore

extension ShardPool {
    /// Shards 0 and 2 held, 1 in its grace; where there are more, 3 is lost and the others free.
    static func sample(
        name: String = "default", shards: Int = 4, holders: [Holder]? = nil
    ) -> ShardPool {
        var report = SessionReport()
        report.guilds = 1_200
        report.latency = 42_100
        report.extra = Array(#"{"a":1}"#.utf8)
        return ShardPool(
            application: ApplicationID(name: name), name: name,
            size: PoolSize(shards: shards, buckets: 1, source: .discord),
            discord: DiscordWord(
                recommendedShards: shards, buckets: 1, identifiesTotal: 1_000, identifiesLeft: 990,
                resetAt: FleetPicture.instant, askedAt: FleetPicture.instant),
            holders: holders ?? [
                holder(
                    0, .held, report,
                    cluster: Cluster(identity: "asia-one", fleet: "asia", number: ClusterNumber(1))),
                holder(1, .grace), holder(2, .held),
            ])
    }

    static func holder(
        _ shard: Int, _ state: Holder.State, _ report: SessionReport = SessionReport(),
        cluster: Cluster? = nil
    ) -> Holder {
        let now = FleetPicture.instant
        return Holder(
            shard: shard, state: state, home: FleetPicture.home, homeName: "node-a", cluster: cluster,
            since: now, lastBeat: now, endsAt: WallTime(milliseconds: now.milliseconds + 60_000),
            freeAt: WallTime(milliseconds: now.milliseconds + 70_000), report: report)
    }
}
