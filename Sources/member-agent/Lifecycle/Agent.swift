import GossipCore
import Logging
import Membership
import NIOCore
import NIOPosix

/// One node, assembled: its state directory, its store and its gossip. HTTP is put in front of it by
/// whoever runs it.
struct Agent: Sendable {
    let settings: RunSettings
    let id: NodeID
    /// Bound, with the port that the system picked where it was to pick one.
    let gossipAddress: Address
    let httpAddress: Address
    let gossip: GossipLoop
    /// For what this node says to other services.
    let web: WebClient
    /// Of the keys that open; the first seals.
    let groupKeys: [KeyHint]
    private let store: StoreWriter
    /// Holds the lock.
    private let directory: StateDirectory
    private let log: Logger

    /// Does everything that may be refused, in an order that changes nothing on the disk before the
    /// cheap reasons to refuse are gone through.
    /// - Throws: one sentence that says what to do.
    static func start(_ settings: RunSettings, on loops: AgentLoops, log: Logger) async throws(Failure)
        -> Agent
    {
        let exposure = try Exposure(settings)
        for warning in settings.warnings + exposure.warnings(settings) { log.warning("\(warning)") }
        let httpAddress = try await PortCheck.http(exposure.http, on: loops.http)
        let directory = try StateDirectory(path: settings.stateDirectory)
        let keys = try settings.groupKey.keys(in: directory, isJoining: !settings.join.isEmpty)
        let (identity, store) = try NodeIdentity.open(directory)
        let loop = loops.gossip.next()
        let channel = try await PortCheck.gossip(exposure.gossip, on: loop)
        let port = UInt16(clamping: channel.localAddress?.port ?? 0)
        let advertised = try exposure.advertised(settings, boundPort: port)
        let configuration = Configuration(
            id: identity.id, name: settings.name, region: settings.region, gossip: advertised,
            http: Self.advertisedHTTP(httpAddress, beside: advertised), boot: .random(),
            incarnation: identity.incarnation, timing: settings.profile.timing,
            keyring: Keyring(keys: keys, label: Array("rollcall".utf8)), hasSeeds: !settings.join.isEmpty,
            seed: SecureRandom.word(),
            voting: VotingSettings(
                key: identity.key, bootstrapExpect: settings.bootstrapExpect, mayVote: settings.mayVote,
                timing: settings.profile.voting))
        let plan = GossipLoop.Plan(
            settings: settings.roster, configuration: configuration, restored: identity.restored,
            bound: exposure.gossip.withPort(port), seeds: settings.join,
            applications: settings.shards.applications, discord: settings.shards.discord)
        let web = WebClient(group: loops.http)
        let writer = StoreWriter(store: store, thread: loops.disk, timer: loop)
        do {
            let gossip = try await GossipLoop.start(
                plan, channel: channel, store: writer, names: loops.names, web: web, log: log)
            log.notice(
                "gossip is up",
                metadata: [
                    "name": "\(settings.name)", "node": "\(identity.id)", "address": "\(plan.bound)",
                    "advertised": "\(advertised)", "incarnation": "\(identity.incarnation.number)",
                ])
            return Agent(
                settings: settings, id: identity.id, gossipAddress: plan.bound, httpAddress: httpAddress,
                gossip: gossip, web: web, groupKeys: keys.map(\.hint), store: writer, directory: directory,
                log: log)
        } catch {
            throw .failed("Gossip could not start: \(error).")
        }
    }

    /// After the goodbye: closes the socket, and waits for the disk.
    func stop() async {
        await gossip.stop()
        if await !store.close() {
            log.error(
                "the state directory could not take the last changes", metadata: ["path": "\(directory.path)"]
            )
        }
    }

    /// Peers are told an address that they could reach: a wildcard becomes the gossip address's host.
    private static func advertisedHTTP(_ bound: Address, beside gossip: Address) -> Address {
        bound.isWildcard ? gossip.withPort(bound.port) : bound
    }
}

extension RunSettings {
    /// What the domain is told.
    var roster: Settings {
        var settings = Settings()
        settings.heartbeatInterval = .seconds(heartbeatInterval)
        settings.ttlFactor = ttlFactor
        settings.clustersMax = maxClusters
        settings.requireLease = requireLease
        settings.applications = shards.applications.map(\.plan)
        settings.shardTerms = shards.terms
        settings.notifies = !notices.isEmpty
        settings.version = AgentVersion(MemberAgent.version)
        return settings
    }
}

extension BootID {
    static func random() -> BootID { BootID(high: SecureRandom.word(), low: SecureRandom.word()) }
}
