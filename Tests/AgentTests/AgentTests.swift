import GossipCore
import Membership
import NIOCore
import NIOPosix
import Testing

@testable import member_agent

@Suite("A node", .serialized)
struct AgentTests {
    private func settings(_ directory: TemporaryDirectory, more: [String: String] = [:]) throws -> RunSettings
    {
        try TestAgent.settings(directory, more: more)
    }

    private func withAgent<Result>(
        _ settings: RunSettings, _ body: (Agent, AgentNodeService) async throws -> Result
    ) async throws -> Result {
        try await TestAgent.run(settings) { agent, service, _ in try await body(agent, service) }
    }

    private func registration(_ identity: String) -> Registration {
        Registration(identity: identity, fleet: "asia", version: "1", scrapeTarget: "", lease: nil)
    }

    private func beat(
        _ identity: String, _ digest: SnapshotDigest? = nil, lease: String? = nil
    ) -> HeartbeatBody {
        HeartbeatBody(identity: identity, lease: lease, digest: digest)
    }

    /// Waits until the picture is as told; the test's own time limit ends a wait in vain.
    private func picture(
        of service: AgentNodeService, where isRight: (FleetPicture) -> Bool
    ) async throws -> FleetPicture {
        while true {
            let picture = service.picture
            if isRight(picture) { return picture }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test("A registration is answered with a number, which a restart keeps", .timeLimit(.minutes(1)))
    func restart() async throws {
        let directory = try TemporaryDirectory()
        let settings = try settings(directory)
        let id = try await withAgent(settings) { agent, service in
            guard case .numbered(let number, let lease) = await service.register(registration("bot")) else {
                Issue.record("a node alone gives numbers at once")
                return agent.id
            }
            #expect(number == ClusterNumber(1))
            #expect(lease.utf8.count == 43)
            #expect(await service.heartbeat(beat("bot")) == .accepted)
            #expect(await service.heartbeat(beat("nobody")) == .unknownIdentity)
            #expect(await service.forget(name: "nobody") == .noSuchMember)
            return agent.id
        }
        try await withAgent(settings) { agent, service in
            #expect(agent.id == id)
            let picture = try await picture(of: service) { $0.fleets.first?.clusters.first?.number != nil }
            #expect(picture.fleets.first?.clusters.first?.identity == "bot")
            #expect(picture.status.own.incarnation == Incarnation(2))
        }
    }

    @Test("Thousands of requests at once are all answered", .timeLimit(.minutes(1)))
    func burst() async throws {
        let directory = try TemporaryDirectory()
        try await withAgent(try settings(directory)) { _, service in
            _ = await service.register(registration("bot"))
            let accepted = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<5_000 {
                    group.addTask {
                        await service.heartbeat(beat("bot", SnapshotDigest())) == .accepted
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(accepted == 5_000)
        }
    }

    @Test("Two nodes find each other by a seed, and a goodbye is heard", .timeLimit(.minutes(1)))
    func join() async throws {
        let first = try TemporaryDirectory()
        let second = try TemporaryDirectory()
        let key = String(decoding: GroupKeys.make(), as: UTF8.self)
        let one = try settings(first, more: ["ROLLCALL_GROUP_KEY": key])
        try await withAgent(one) { agent, service in
            let other = try settings(
                second,
                more: [
                    "ROLLCALL_GROUP_KEY": key, "ROLLCALL_NAME": "m",
                    "ROLLCALL_JOIN": "127.0.0.1:\(agent.gossipAddress.port)",
                ])
            try await withAgent(other) { joined, _ in
                let met = try await picture(of: service) { $0.members.count == 2 }
                #expect(met.members.map(\.record.name).sorted() == ["m", "n"])
                await joined.gossip.leave(within: .seconds(3))
            }
            let parted = try await picture(of: service) { picture in
                picture.members.contains { $0.record.state == .left }
            }
            #expect(parted.members.first { $0.record.state == .left }?.record.name == "m")
        }
    }

    @Test("A send that the kernel refuses leaves the socket open", .timeLimit(.minutes(1)))
    func refusedSend() async throws {
        let first = try TemporaryDirectory()
        let second = try TemporaryDirectory()
        let key = ["ROLLCALL_GROUP_KEY": String(decoding: GroupKeys.make(), as: UTF8.self)]
        try await withAgent(try settings(first, more: key)) { agent, service in
            // Nobody may broadcast who did not ask to: EACCES, for which NIO would close the channel.
            let seeds = "255.255.255.255:9189,127.0.0.1:\(agent.gossipAddress.port)"
            let other = try settings(
                second, more: key.merging(["ROLLCALL_NAME": "m", "ROLLCALL_JOIN": seeds]) { $1 })
            try await withAgent(other) { _, joined in
                let met = try await picture(of: joined) { $0.members.count == 2 }
                let again = try await picture(of: joined) {
                    $0.status.traffic.receivedDatagrams > met.status.traffic.receivedDatagrams + 2
                }
                #expect(again.members.allSatisfy { $0.record.state == .alive })
            }
        }
    }

    @Test("A socket that closed by itself is bound again at its port", .timeLimit(.minutes(1)))
    func rebinding() async throws {
        let directory = try TemporaryDirectory()
        try await withAgent(try settings(directory)) { agent, service in
            try await agent.gossip.closeSocket()
            let sender = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(host: "127.0.0.1", port: 0).get()
            let target = try SocketAddress(ipAddress: "127.0.0.1", port: Int(agent.gossipAddress.port))
            while service.picture.status.traffic.receivedDatagrams == 0 {
                let data = sender.allocator.buffer(repeating: 1, count: 100)
                try? await sender.writeAndFlush(AddressedEnvelope(remoteAddress: target, data: data))
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(service.picture.status.traffic[.unknownKey] > 0)
            try await sender.close()
        }
    }

    @Test("Garbage on the gossip port is counted and answered with nothing", .timeLimit(.minutes(1)))
    func garbage() async throws {
        let directory = try TemporaryDirectory()
        try await withAgent(try settings(directory)) { agent, service in
            let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(host: "127.0.0.1", port: 0).get()
            let target = try SocketAddress(ipAddress: "127.0.0.1", port: Int(agent.gossipAddress.port))
            for count in [0, 1, 28, 100, 1_200, 3_000] {
                let data = channel.allocator.buffer(repeating: 1, count: count)
                try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: target, data: data))
            }
            let picture = try await picture(of: service) { $0.status.traffic.dropped.reduce(0, +) >= 5 }
            #expect(picture.status.traffic.sentDatagrams == 0)
            try await channel.close()
        }
    }

    @Test("A port in use is one sentence with the flag and the port", arguments: [Setting.gossip, .http])
    func portInUse(setting: Setting) async throws {
        let directory = try TemporaryDirectory()
        let group = MultiThreadedEventLoopGroup.singleton
        let taken: any Channel =
            setting == .gossip
            ? try await DatagramBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
            : try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(taken.localAddress?.port)
        let settings = try settings(directory, more: [setting.variables[0]: "127.0.0.1:\(port)"])
        await #expect {
            try await withAgent(settings) { _, _ in }
        } throws: {
            ($0 as? Failure)?.exitCode == 1 && "\($0)".contains("\(port)") && "\($0)".contains(setting.flag)
        }
        try await taken.close()
    }

    @Test("Code alone is let go after a start, of the program and of its libraries")
    func startupCode() {
        let maps = """
            55d0c0a00000-55d0c0b00000 r--p 00000000 fe:01 12         /opt/member-agent
            55d0c0b00000-55d0c1b00000 r-xp 00100000 fe:01 12         /opt/member-agent
            55d0c1b00000-55d0c1c00000 rw-p 01100000 fe:01 12         /opt/member-agent
            7f0000000000-7f0000100000 r-xp 00000000 fe:01 13         /usr/lib/libc.so.6
            7f0000200000-7f0000300000 rw-p 00000000 00:00 0
            7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0          [vdso]

            """
        #expect(
            StartupCode.mappings(in: maps) == [
                0x55d0_c0b0_0000..<0x55d0_c1b0_0000, 0x7f00_0000_0000..<0x7f00_0010_0000,
            ])
    }
}
