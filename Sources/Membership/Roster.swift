public import GossipCore

/// The domain of one node on top of its `GossipCore.Node`, again without input or output: fleets,
/// numbers, health and reports. The agent and the simulator drive this value.
public struct Roster: Sendable {
    public let settings: Settings
    public private(set) var node: Node

    public init(settings: Settings, configuration: Configuration, restored: Restored, now: Instant) {
        self.settings = settings
        self.node = Node(configuration: configuration, restored: restored, now: now)
    }

    public var nextDeadline: Instant? { node.nextDeadline }

    /// The one door. Datagrams and persist requests leave in `outbox.gossip`, answers in `outbox.answers`.
    public mutating func handle(
        _ input: RosterInput, at now: Instant, wall: WallTime, into outbox: inout RosterOutbox
    ) {}

    /// An immutable picture of everything that the HTTP side serves. Cheap: storage is shared.
    public func picture(at now: Instant, wall: WallTime) -> FleetPicture { fatalError("not built yet") }
}

/// Names one request of the HTTP side until its answer comes.
public struct RequestID: Hashable, Sendable {
    public var number: UInt64

    public init(_ number: UInt64) { self.number = number }
}

public struct Settings: Hashable, Sendable {
    public var heartbeatInterval: Instant.Span = .seconds(15)
    public var ttlFactor: Double = 3
    /// Registrations beyond get `Answer.Register.capReached`; 0 is no limit.
    public var clustersMax: Int = 5_000
    public var requireLease = false
    /// How long a registration waits for its number before it answers `settled: false`.
    public var settleTimeout: Instant.Span = .seconds(1)

    public init() {}
}

public enum RosterInput {
    case gossip(Input)
    case register(RequestID, Registration)
    /// `digest` is nil where the beat had no snapshot or one that is no object: the former report stays.
    case heartbeat(RequestID, identity: String, lease: String?, digest: SnapshotDigest?)
    case forget(RequestID, name: String)
    case leave
}

/// The body of `POST /fleet/register`, checked and bounded.
public struct Registration: Hashable, Sendable {
    /// 1 to 256 bytes of UTF-8.
    public var identity: String
    /// 1 to 256 bytes; `default` where the client left it out.
    public var fleet: String
    public var version: String
    public var scrapeTarget: String
    public var lease: String?

    public init(identity: String, fleet: String, version: String, scrapeTarget: String, lease: String?) {
        self.identity = identity
        self.fleet = fleet
        self.version = version
        self.scrapeTarget = scrapeTarget
        self.lease = lease
    }
}

public struct RosterOutbox: Sendable {
    public var gossip = Outbox()
    public internal(set) var answers: [(RequestID, Answer)] = []
    /// For the log and, later, `/v1/events`.
    public internal(set) var changes: [Change] = []

    public init() {}

    public mutating func removeAll() {
        gossip.removeAll()
        answers.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
    }
}

public enum Answer: Sendable, Equatable {
    public enum Register: Sendable, Equatable {
        case numbered(ClusterNumber, lease: String)
        /// No number yet: `"number": null, "settled": false`.
        case pending(lease: String)
        case capReached
        case leasedToAnother
    }
    public enum Heartbeat: Sendable, Equatable {
        case accepted
        case unknownIdentity
        case leasedToAnother
    }
    public enum Forget: Sendable, Equatable {
        case forgotten
        case noSuchMember
        /// Only dead and left members can be forgotten.
        case stillAlive
    }
    case register(Register)
    case heartbeat(Heartbeat)
    case forget(Forget)
}

/// Something a person may want to know, for the log and the event stream.
public enum Change: Sendable {
    case member(MemberRecord, previous: MemberState?)
    case clusterRegistered(identity: String, fleet: String)
    case clusterNumbered(identity: String, fleet: String, ClusterNumber)
    case clusterUp(identity: String)
    case clusterDown(identity: String, DownReason)
    case resolveSeeds
    case cloned(at: Address)
    case nameConflict(NodeID, NodeID)
    case left
}

public enum DownReason: UInt8, Sendable, CaseIterable {
    case missedBeats = 0
    case nodeDead = 1
    case left = 2

    /// `down_reason` of `/v1/fleets`.
    public var label: String {
        switch self {
        case .missedBeats: "missed beats"
        case .nodeDead: "node dead"
        case .left: "left"
        }
    }
}
