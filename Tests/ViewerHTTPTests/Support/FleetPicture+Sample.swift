import Membership

@testable import GossipCore

extension FleetPicture {
    static let home = NodeID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
    /// 2026-11-21 08:58:12.238 UTC.
    static let instant = WallTime(milliseconds: 1_795_251_492_238)

    /// Two fleets: `asia` with #1 up, #2 down and one pending; `eu` with #1 up.
    static func sample() -> FleetPicture {
        let asia = [
            cluster("asia-one", "asia", number: 1), cluster("asia-two", "asia", number: 2, down: .nodeDead),
            cluster("asia-new", "asia", number: nil),
        ]
        let eu = [cluster("eu-one", "eu", number: 1)]
        return FleetPicture(
            version: 7, generatedAt: instant, global: metrics(guilds: 30),
            fleets: [
                Fleet(
                    name: "asia", clustersUp: 1, clustersTotal: 2, rollup: metrics(guilds: 20), clusters: asia
                ),
                Fleet(name: "eu", clustersUp: 1, clustersTotal: 1, rollup: metrics(guilds: 10), clusters: eu),
            ],
            members: members(),
            status: Status(
                own: record("node-a", .alive, id: home), startedAt: instant, isSynchronised: true,
                hasMajority: true, entries: 12, fingerprint: 0xFEED_0000_0000_0001, traffic: traffic()),
            shardTerms: [home: ShardTerms()])
    }

    static func cluster(
        _ identity: String, _ fleet: String, number: UInt32?, down: DownReason? = nil,
        scrapeTarget: String = "10.0.0.1:9191"
    ) -> Cluster {
        Cluster(
            identity: identity, fleet: fleet, number: number.map { ClusterNumber($0) }, down: down,
            since: instant, lastSeen: instant, home: home, version: "0.4.2", scrapeTarget: scrapeTarget,
            metrics: metrics(guilds: 10),
            shards: [
                DiscordShard(id: "0", isUp: true, latencySeconds: 0.125),
                DiscordShard(id: "1", isUp: false, latencySeconds: nil),
            ],
            history: [HistoryPoint(at: instant, metrics: metrics(guilds: 9))])
    }

    static func metrics(guilds: Double) -> Metrics {
        var metrics = Metrics()
        metrics.guilds = guilds
        metrics.latencySeconds = 0.0423
        metrics.shardsUp = 1
        return metrics
    }

    static func record(_ name: String, _ state: MemberState, id: NodeID) -> MemberRecord {
        MemberRecord(
            id: id, incarnation: Incarnation(3), state: state, bootTag: 1,
            gossip: Address(ipv4: 0x0A00_0001, port: 9189), http: Address(ipv4: 0x0A00_0001, port: 9190),
            name: name, region: "asia")
    }

    private static func members() -> [Member] {
        let states: [(String, MemberState)] = [
            ("node-a", .alive), ("node-b", .suspect), ("node-c", .dead), ("node-d", .left),
            ("node-e", .forgotten),
        ]
        return states.enumerated().map { index, item in
            let id = index == 0 ? home : NodeID(high: 0, low: UInt64(index))
            return Member(
                record: record(item.0, item.1, id: id), since: .zero, sinceWall: instant,
                roundTrip: index == 0 ? nil : .milliseconds(2))
        }
    }

    private static func traffic() -> Traffic {
        var traffic = Traffic()
        traffic.sentBytes = 1_000
        traffic.receivedBytes = 2_000
        traffic[.forged] = 5
        return traffic
    }
}
