import Membership
import NIOCore
import Testing

@testable import member_agent

@Suite("Beats that are answered at once", .serialized)
struct BeatTests {
    private func beat(_ identity: String, guilds: Double? = nil, lease: String? = nil) -> HeartbeatBody {
        var digest: SnapshotDigest?
        if let guilds {
            digest = SnapshotDigest()
            digest?.guilds = guilds
        }
        return HeartbeatBody(identity: identity, lease: lease, digest: digest)
    }

    private func withAgent(
        _ more: [String: String] = [:],
        _ body: (Agent, AgentNodeService, any EventLoop) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        try await TestAgent.run(TestAgent.settings(directory, more: more), body)
    }

    private func registration(_ identity: String, lease: String? = nil) -> Registration {
        Registration(identity: identity, fleet: "asia", version: "1", scrapeTarget: "", lease: lease)
    }

    @Test(
        "Only a beat of a cluster whose beats were accepted before is taken unasked, and it counts",
        .timeLimit(.minutes(1)))
    func known() async throws {
        try await withAgent { _, service, _ in
            #expect(!service.takeBeat(beat("bot")))
            #expect(await service.heartbeat(beat("bot")) == .unknownIdentity)
            #expect(!service.takeBeat(beat("bot")), "a refused beat makes nobody known")
            _ = await service.register(registration("bot"))
            #expect(await service.heartbeat(beat("bot")) == .accepted)
            #expect(service.takeBeat(beat("bot", guilds: 7)))
            while service.picture.fleets.first?.clusters.first?.metrics.guilds != 7 {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(!service.takeBeat(beat("other")))
        }
    }

    @Test("Names are known by their bytes: NFC and NFD are two clusters", .timeLimit(.minutes(1)))
    func spelling() async throws {
        try await withAgent { _, service, _ in
            _ = await service.register(registration("caf\u{E9}"))
            #expect(await service.heartbeat(beat("caf\u{E9}")) == .accepted)
            #expect(service.takeBeat(beat("caf\u{E9}")))
            #expect(!service.takeBeat(beat("cafe\u{301}")))
        }
    }

    @Test("Where leases are required every beat waits for its lease to be checked", .timeLimit(.minutes(1)))
    func leases() async throws {
        try await withAgent(["ROLLCALL_REQUIRE_LEASE": "true"]) { _, service, _ in
            guard case .numbered(_, let lease) = await service.register(registration("bot")) else {
                Issue.record("a node alone gives numbers at once")
                return
            }
            #expect(await service.heartbeat(beat("bot", lease: lease)) == .accepted)
            #expect(!service.takeBeat(beat("bot", lease: lease)))
            #expect(await service.heartbeat(beat("bot", lease: "stolen")) == .leasedToAnother)
        }
    }

    @Test("A cluster whose beat the roster refuses is known no more", .timeLimit(.minutes(1)))
    func refused() async throws {
        try await withAgent { agent, service, _ in
            // As if the roster had dropped it since.
            let identity = try #require(ClusterIdentity("gone"))
            agent.gossip.known.insert(identity)
            #expect(service.takeBeat(beat("gone")))
            while agent.gossip.known.contains(identity) { try await Task.sleep(for: .milliseconds(1)) }
            #expect(!service.takeBeat(beat("gone")))
            #expect(await service.heartbeat(beat("gone")) == .unknownIdentity)
        }
    }

    @Test("A loop that is behind takes no more beats unasked, and loses none", .timeLimit(.minutes(1)))
    func behind() async throws {
        // A short interval, so that the newest report does not wait long for its turn.
        try await withAgent(["ROLLCALL_HEARTBEAT_INTERVAL": "0.2"]) { _, service, loop in
            _ = await service.register(registration("bot"))
            #expect(await service.heartbeat(beat("bot")) == .accepted)
            // While this runs on its loop the roster takes nothing.
            let taken = try await loop.submit {
                var taken = 0
                while service.takeBeat(beat("bot", guilds: Double(taken + 1))) { taken += 1 }
                return taken
            }.get()
            #expect(taken > 1_000)
            #expect(taken <= AgentNodeService.beatsWaitingMax + 1)
            while service.picture.fleets.first?.clusters.first?.metrics.guilds != Double(taken) {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(service.takeBeat(beat("bot")))
        }
    }

    @Test("Who still waits when the node says goodbye is told to ask again", .timeLimit(.minutes(1)))
    func stopping() async throws {
        // It looks for a fleet that is not there, so it gives no number.
        let key = String(decoding: GroupKeys.make(), as: UTF8.self)
        try await withAgent(["ROLLCALL_JOIN": "127.0.0.1:1", "ROLLCALL_GROUP_KEY": key]) {
            agent, service, _ in
            async let answer = service.register(registration("bot"))
            while service.picture.fleets.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            await agent.gossip.leave(within: .seconds(3))
            let told = await answer
            #expect(told == nil)
            #expect(await service.register(registration("late")) == nil)
            #expect(!service.takeBeat(beat("bot")))
            #expect(await service.heartbeat(beat("bot")) == nil)
            #expect(await service.forget(name: "x") == nil)
        }
    }
}
