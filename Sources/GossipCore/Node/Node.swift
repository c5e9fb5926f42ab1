/// The protocol of one node as a state machine without input or output: it is handed inputs and a
/// time, and fills an outbox (DESIGN.md, Modules). `docs/protocol.md` says the rules; each extension in this
/// folder holds one part of them.
public struct Node: Sendable {
    public let configuration: Configuration
    public internal(set) var traffic = Traffic()
    /// This node's own record.
    public internal(set) var own: MemberRecord
    /// Whether this node compared its cold plane with a peer and found no difference, or knows of no peer
    /// to ask. False right after a start with seeds or known members, and while all others are out of reach.
    public internal(set) var isSynchronised: Bool
    /// The voters as this node knows them; `Event.votersChanged` tells when it changes.
    public internal(set) var voting = VotingStatus()

    // Who is here.
    var table = MemberTable()
    var ring = ProbeRing()
    var probes = ProbeTable()
    var suspicionTimers = SuspicionTimers()
    var suspicionCount: UInt64 = 0
    var health: LocalHealth
    var clones = CloneWatch()
    /// Members of the store that are to be dialled at once.
    var unverified: [NodeID] = []
    var seeds: [Address] = []
    /// Dial periods since the seeds were asked for last.
    var dialsSinceSeeds = 1_000
    /// Whether the last peer that was asked held something else, with no news on the way to explain it.
    var isBehind = false
    /// Dials of this attempt to become synchronised.
    var catchUps = 0
    /// Whether a resolution gave an address at all.
    var areSeedsResolved = false

    // What is known.
    var cold = ColdMap()
    var coldIndex = ReconciliationIndex()
    var hot = HotMap()
    var hotIndex = ReconciliationIndex()
    var clock: HybridClock
    /// By which tombstones grow old.
    var fleetTime = FleetTime()
    /// Stamps of the store that the clock has not seen yet: it wants to know the wall time.
    var restoredStamps: [Stamp]

    /// Entries of this node whose disk write somebody waits for: they are not spread before it.
    var unpersisted: [PersistToken: EntryKey] = [:]

    // The voters.
    /// Nil in a node that was given no key to vote with.
    var core: Voting?
    /// Whether something changed on which `voting` rests.
    var isVotingStale = false
    var isVotingStarted = false
    /// Those of the map, by node; nothing rests on their order.
    var candidacies: [NodeID: Candidacy] = [:]
    var candidaciesWritten: UInt64 = 0
    /// Whom this node lets found the voters.
    var chosenFounder: NodeID?
    /// Whom this voter called to become another. At most `Limits.membersMax`: members that are here.
    var nominees: [NodeID: Nominee] = [:]
    /// Since when a voter does not vote, as this voter sees it.
    var absences: [NodeID: Instant] = [:]
    /// When a decision of this node was not made, and none was since.
    var doubtedAt: Instant?
    /// Names the first voter set of this node's lineage.
    var foundingKey: EntryKey?
    /// Members of another lineage.
    var foreigners: [NodeID: Lineage] = [:]
    var votingQuota: TokenBucket

    // What waits to be said.
    var coldQueue = UpdateQueue<ColdUpdate>(
        urgencies: ColdUpdate.Urgency.allCases.count, capacity: Limits.updatesMax)
    var hotQueue = UpdateQueue<[UInt8]>(urgencies: 1, capacity: Limits.updatesMax)
    var coldQuota: TokenBucket
    var hotQuota: TokenBucket
    var coldGossipedAt: Instant?
    var hotGossipedAt: Instant?
    var coldReconciledAt: Instant?
    var hotReconciledAt: Instant?

    // The machinery.
    var random: SeededGenerator
    var sealer: Sealer
    var opener: Opener
    var schedule = Schedule()
    let startedAt: Instant
    /// From the first input on.
    var startedAtWall = WallTime(milliseconds: 0)
    var now: Instant
    var wall = WallTime(milliseconds: 0)
    /// Peers drawn for one round; kept for its memory.
    var picked: [NodeID] = []

    /// - Parameters:
    ///   - restored: what the store held.
    ///   - now: the driver's monotonic clock.
    public init(configuration: Configuration, restored: Restored, now: Instant) {
        let timing = configuration.timing
        self.configuration = configuration
        self.now = now
        startedAt = now
        own = MemberRecord(
            id: configuration.id, incarnation: configuration.incarnation, state: .alive,
            bootTag: UInt32(truncatingIfNeeded: configuration.boot.low), gossip: configuration.gossip,
            http: configuration.http, name: configuration.name, region: configuration.region)
        health = LocalHealth(max: timing.localHealthMax)
        clock = HybridClock(writer: configuration.id)
        restoredStamps = restored.entries.map(\.stamp)
        coldQuota = TokenBucket(
            bytesPerSecond: timing.coldBytesPerSecond, burst: timing.coldBytesPerSecond, at: now)
        hotQuota = TokenBucket(
            bytesPerSecond: timing.hotBytesPerSecond, burst: timing.hotBytesPerSecond, at: now)
        let votingBytesPerSecond = configuration.voting?.timing.bytesPerSecond ?? 0
        votingQuota = TokenBucket(
            bytesPerSecond: votingBytesPerSecond, burst: votingBytesPerSecond, at: now)
        core = Self.core(configuration, restored, at: now)
        random = SeededGenerator(seed: configuration.seed)
        sealer = Sealer(boot: configuration.boot, keyring: configuration.keyring)
        opener = Opener(ownBoot: configuration.boot, keyring: configuration.keyring)
        isSynchronised = !configuration.hasSeeds
        restore(restored)
        schedule[.dial] = now
        schedule[.sweep] = now + Self.sweepPeriod
        if !unverified.isEmpty { schedule[.verify] = now }
        if !ring.members.isEmpty { startProbing() }
        startCatchingUp()
    }

    /// When to hand in `.wake` at the latest.
    public var nextDeadline: Instant? {
        var earliest = schedule.nextDeadline
        if let other = probes.nextDeadline { earliest = earliest.map { min($0, other) } ?? other }
        if let other = suspicionTimers.nextDeadline { earliest = earliest.map { min($0, other) } ?? other }
        if let other = core?.nextDeadline { earliest = earliest.map { min($0, other) } ?? other }
        return earliest
    }

    /// The one door.
    /// - Parameters:
    ///   - now: monotonic; never earlier than the last one.
    ///   - wall: the driver's wall clock, for stamps alone.
    public mutating func handle(_ input: Input, at now: Instant, wall: WallTime, into outbox: inout Outbox) {
        advance(to: now, wall: wall)
        if !isVotingStarted {
            isVotingStarted = true
            startVoting(into: &outbox)
        }
        switch input {
        case .datagram(let bytes, let source):
            // Timers wait for the wake: after a pause of this process the answers that the timers miss may
            // be among the datagrams that waited.
            receive(bytes, from: source, into: &outbox)
        case .wake:
            runTimers(into: &outbox)
        case .persisted(let token):
            persisted(token, into: &outbox)
        case .command(let command):
            carryOut(command, into: &outbox)
        }
        if isVotingStale { refreshVoting(into: &outbox) }
    }

    /// Lets time pass. Without any input until two periods past the deadline this node stood still (suspended,
    /// starved), not everybody else: what it waited for is asked anew instead of held against others.
    private mutating func advance(to now: Instant, wall: WallTime) {
        self.wall = wall
        if startedAtWall.milliseconds == 0 { startedAtWall = wall }
        if !restoredStamps.isEmpty {
            for stamp in restoredStamps { clock.observe(stamp, wall: wall) }
            restoredStamps = []
        }
        guard now > self.now else { return }
        let patience = health.scaled(configuration.timing.probePeriod) * 2
        let isLate = now - self.now > patience && nextDeadline.map { now - $0 > patience } ?? false
        self.now = now
        coldQuota.refill(at: now)
        hotQuota.refill(at: now)
        votingQuota.refill(at: now)
        if isLate { resumeAfterStandstill() }
    }

    private mutating func runTimers(into outbox: inout Outbox) {
        while let index = probes.due(at: now) { escalate(index, into: &outbox) }
        while let timer = suspicionTimers.takeDue(at: now) { suspicionEnds(timer, into: &outbox) }
        wakeVoting(into: &outbox)
        while let timer = schedule.takeDue(at: now) {
            switch timer {
            case .probe: probeNext(into: &outbox)
            case .coldGossip: gossipCold(into: &outbox)
            case .hotGossip: gossipHot(into: &outbox)
            case .dial: dial(into: &outbox)
            case .verify: verifyNext(into: &outbox)
            case .catchUp: catchUp(into: &outbox)
            case .sweep: sweep(into: &outbox)
            case .choose: choose(into: &outbox)
            case .leave: endGoodbye(into: &outbox)
            }
        }
    }
}
