import GossipCore
import Logging
import ServiceLifecycle

/// A whole fleet on one host: three nodes in three regions, three sample bots at each, and four shards at each bot.
enum Demo {
    static let regions = ["asia", "europe", "us"]
    static let botsPerRegion = 3
    /// Seconds; shorter than a real bot's, so that a nap shows soon.
    static let heartbeatInterval = 5.0
    /// As many as the bots run: a shard without a bot is a guild that sees none.
    static let shards = regions.count * botsPerRegion * BotShards.count
    /// Nobody else reaches the demo.
    static let shardSecret = "demo"

    /// - Parameter firstPort: of the first node's HTTP.
    static func run(firstPort: UInt16, log settings: LogSettings) async throws(Failure) {
        Agent.prepareProcess(settings)
        let log = Logger(label: "demo")
        let loops = AgentLoops()
        let state = try TemporaryState()
        let agents = try await startAgents(firstPort: firstPort, in: state, on: loops, settings: settings)
        let ending = Ending()
        var services: [any Service] = []
        for agent in agents {
            let gossip = agent.gossip
            // A node that is asked to leave leaves alone; the demo goes on.
            services.append(
                agent.httpService(
                    on: loops, beginLeave: { Task { await gossip.leave(within: GossipService.goodbyeMax) } },
                    log: log))
            services.append(GossipService(gossip: gossip))
        }
        services.append(SampleBots(bots: bots(at: agents), group: loops.http))
        say(agents)
        try await Agent.serve(services, until: ending, log: log)
        for agent in agents { await agent.stop() }
        await loops.stop()
        state.remove()
        print("The demo has ended.")
    }

    private static func startAgents(
        firstPort: UInt16, in state: TemporaryState, on loops: AgentLoops, settings: LogSettings
    ) async throws(Failure) -> [Agent] {
        let key = String(decoding: GroupKeys.make(), as: UTF8.self)
        var agents: [Agent] = []
        for (index, region) in regions.enumerated() {
            var log = Logger(label: "member-agent")
            log[metadataKey: "node"] = "node-\(region)"
            var settings = RunSettings.demo(region: region, directory: state.path, key: key, log: settings)
            if let first = agents.first {
                settings.join = [Endpoint(host: "127.0.0.1", port: first.gossipAddress.port)]
                settings.bootstrapExpect = 0
            }
            let ports: [UInt16] = firstPort == 0 ? [0] : [firstPort + UInt16(index), 0]
            agents.append(try await start(settings, ports: ports, on: loops, log: log))
        }
        return agents
    }

    /// Takes the first port that is free.
    private static func start(
        _ settings: RunSettings, ports: [UInt16], on loops: AgentLoops, log: Logger
    ) async throws(Failure) -> Agent {
        var settings = settings
        var failure = Failure.failed("There is no port to try.")
        for port in ports {
            settings.http.port = port
            do throws(Failure) {
                _ = try await PortCheck.http(Address(ipv4: 0x7F00_0001, port: port), on: loops.http)
            } catch {
                failure = error
                continue
            }
            return try await Agent.start(settings, on: loops, log: log)
        }
        throw failure
    }

    private static func bots(at agents: [Agent]) -> [SampleBot] {
        agents.flatMap { agent in
            (1...botsPerRegion).map { number in
                SampleBot(
                    identity: "\(agent.settings.region)-bot-\(number)", fleet: agent.settings.region,
                    home: Endpoint(host: "127.0.0.1", port: agent.httpAddress.port),
                    napsAfter: agent.settings.region == regions.last && number == botsPerRegion ? 90 : nil)
            }
        }
    }

    private static func say(_ agents: [Agent]) {
        print("Three nodes and nine sample bots run. Any node shows the whole fleet:")
        for agent in agents {
            print("  http://127.0.0.1:\(agent.httpAddress.port)/   (\(agent.settings.name))")
        }
        print("Ctrl-C ends the demo.")
        StandardOutput.flush()
    }
}

extension RunSettings {
    /// A node of the demo; its ports are picked by the system.
    fileprivate static func demo(region: String, directory: String, key: String, log: LogSettings)
        -> RunSettings
    {
        var settings = RunSettings(
            name: "node-\(region)", region: region, gossip: Endpoint(host: "127.0.0.1", port: 0),
            advertise: nil,
            http: Endpoint(host: "127.0.0.1", port: 0), join: [], bootstrapExpect: 1, mayVote: true,
            groupKey: .text(key, name: "the demo's key"), stateDirectory: directory + "/" + region,
            profile: .local,
            access: AccessSettings(
                ingestTokens: [], viewerTokens: [], registerLimit: 0, beatLimit: 0, readLimit: 0,
                corsOrigins: [], isInsecure: false),
            heartbeatInterval: Demo.heartbeatInterval, ttlFactor: 3, maxClusters: 100, requireLease: false,
            namespace: "discord", log: log, warnings: [])
        settings.shards.applications[0].shards = Demo.shards
        settings.shards.applications[0].buckets = 16
        // Less than a nap, so that its shards come back into the pool.
        settings.shards.maxSeconds = 20
        settings.shards.leaseGrace = 5
        return settings
    }
}
