import GossipCore
import Membership
import Testing

@testable import ViewerHTTP

@Suite("What the view's documents say of pools")
struct PoolSummaryTests {
    private static func pool() -> ShardPool {
        let instant = FleetPicture.instant
        let holders = [(0, ShardPool.Holder.State.held), (2, .grace), (3, .lost)].map { shard, state in
            ShardPool.Holder(
                shard: shard, state: state, home: FleetPicture.home, homeName: "node-a",
                cluster: shard == 0
                    ? .init(identity: "asia-one", fleet: "asia", number: ClusterNumber(1)) : nil,
                since: instant, lastBeat: instant, endsAt: instant, freeAt: instant)
        }
        return ShardPool(
            application: ApplicationID(name: "default"), name: "default",
            size: PoolSize(shards: 5, buckets: 1, source: .setting), holders: holders)
    }

    @Test("The overview counts a pool's shards by state, those that nobody has, too")
    func counts() async throws {
        let node = FakeNode()
        node.show { $0.pools = [Self.pool()] }
        try await TestServer.run(node) { server in
            let text = try await server.get("/v1/overview").text
            #expect(text.contains(#""pools":[{"name":"default","total_shards":5,"max_concurrency":1,"#))
            #expect(text.contains(#""counts":{"held":1,"grace":1,"lost":1,"free":2}"#))
            #expect(text.contains(#""identify":null"#))
        }
    }

    @Test("A cluster says which shards it holds")
    func shardsOfCluster() async throws {
        let node = FakeNode()
        node.show { $0.pools = [Self.pool()] }
        try await TestServer.run(node) { server in
            let holding = try await server.get("/v1/cluster?identity=asia-one").text
            #expect(
                holding.contains(#""pool_shards":[{"application":"default","shard_id":0,"state":"held","#))
            let other = try await server.get("/v1/cluster?identity=eu-one").text
            #expect(other.contains(#""pool_shards":[]"#))
        }
    }

    @Test("The status names the keys by their hints, the one that seals first")
    func keys() async throws {
        try await TestServer.run {
            $0.groupKeys = ["0a0b0c0d", "01020304"]
        } _: { server in
            let text = try await server.get("/v1/status").text
            #expect(text.contains(#""group_keys":["0a0b0c0d","01020304"]"#))
        }
    }
}
