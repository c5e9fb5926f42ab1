public import GossipCore

/// The domain of one node on top of its `GossipCore.Node`, again without input or output: fleets,
/// numbers, health and reports. The agent and the simulator drive this value.
///
/// What it knows of clusters it takes from the map alone, its own writes included, so that nodes with
/// equal maps show equal fleets. What only a home knows of a cluster is in `ClusterRecord.keeping`.
public struct Roster: Sendable {
    public let settings: Settings
    public internal(set) var node: Node

    var clusters = ClusterTable()
    var book = NumberBook()
    var homes = HomeTable()
    var authority: NumberAuthority
    var deadlines = DeadlineQueue<ClusterDeadline>()
    var board = FleetBoard()
    /// Registrations that wait for their number, by cluster.
    var settling: [Int: Settling] = [:]
    var tokens = TokenTable()
    /// nil where no application is served.
    var shards: ShardManager?
    /// Whether the voters or a member changed since the authority was told.
    var isAuthorityStale = false
    var nodeNotices = NodeNotices()
    /// How often this run told what it is.
    var introductions = 0
    var startedAt: WallTime?
    /// Clusters of whose reports further pages arrived. They are read when somebody looks.
    var unreadPages: Set<Int> = []

    public init(settings: Settings, configuration: Configuration, restored: Restored, now: Instant) {
        self.settings = settings
        node = Node(configuration: configuration, restored: restored, now: now)
        authority = NumberAuthority(own: configuration.id)
        if !settings.applications.isEmpty {
            shards = ShardManager(
                own: configuration.id, boot: configuration.boot.high, terms: settings.shardTerms, now: now)
        }
        restore(restored, at: now)
    }

    /// When to hand in `.gossip(.wake)` at the latest.
    public var nextDeadline: Instant? {
        var earliest = node.nextDeadline
        if let other = deadlines.next { earliest = min(earliest ?? other, other) }
        if let other = shardsDue { earliest = min(earliest ?? other, other) }
        if let other = authority.nextDeadline { earliest = min(earliest ?? other, other) }
        return earliest
    }

    /// The one door. Datagrams and persist requests leave in `outbox.gossip`, answers in `outbox.answers`.
    /// - Parameters:
    ///   - now: monotonic; never earlier than the last one.
    ///   - wall: the driver's wall clock.
    public mutating func handle(
        _ input: RosterInput, at now: Instant, wall: WallTime, into outbox: inout RosterOutbox
    ) {
        let moment = Moment(now: now, wall: wall)
        if startedAt == nil { start(at: moment, into: &outbox) }
        switch input {
        case .gossip(let input):
            node.handle(input, at: now, wall: wall, into: &outbox.gossip)
        case .register(let id, let registration, let secret):
            register(id, registration, secret, at: moment, into: &outbox)
        case .heartbeat(let id, let identity, let lease, let digest):
            heartbeat(id, identity, lease, digest, at: moment, into: &outbox)
        case .forget(let id, let name):
            forget(id, name, at: moment, into: &outbox)
        case .leave:
            leave(at: moment, into: &outbox)
        case .shard(let id, let request, let fresh):
            ask(id, request, fresh: fresh, at: moment, into: &outbox)
        case .discord(let application, let word):
            hearDiscord(application, word, at: moment, into: &outbox)
        case .drain:
            withShards(.drain, at: moment, into: &outbox)
        }
        drain(at: moment, into: &outbox)
        fireDeadlines(at: moment, into: &outbox)
        wakeAuthority(at: moment, into: &outbox)
        tendShards(at: moment, into: &outbox)
    }

    /// An immutable picture of everything that the HTTP side serves. Its cost is that of what changed
    /// since the last one, and of a pointer for each cluster.
    public mutating func picture(at now: Instant, wall: WallTime) -> FleetPicture {
        readPages()
        let (global, fleets) = paintFleets()
        return FleetPicture(
            version: board.version, generatedAt: wall, global: global, fleets: fleets,
            members: node.members,
            status: FleetPicture.Status(
                own: node.own, startedAt: startedAt ?? wall, isSynchronised: node.isSynchronised,
                hasMajority: node.voting.hasMajority, pendingReason: pendingReason(at: now),
                entries: node.entryCount, fingerprint: node.fingerprint, traffic: node.traffic,
                voting: node.voting, isNotifier: isNotifier),
            pools: shards?.book.pools ?? [], nodeNotices: nodeNotices, shardTerms: shards?.book.terms ?? [:])
    }
}
