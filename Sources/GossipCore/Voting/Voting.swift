import DequeModule

/// The voting core of one node, without input or output: registers that a majority of the voters decides,
/// and the change of the voters themselves (docs/voting.md). `Voting+Receiving.swift` votes,
/// `Voting+Epochs.swift` changes the set.
///
/// Any node may hold one. Voters vote, and voters propose: an acceptor takes proposals from the voters of
/// its set alone, so that a member with the group key, but without a voter's key, can neither forge a vote
/// nor write a register. All others ask a voter.
public struct Voting: Sendable {
    public let own: NodeID
    let key: SigningKey
    let boot: UInt64
    let timing: VotingTiming
    /// The newest set that this node knows; nil before it was founded, or heard of.
    public internal(set) var set: VoterSet?
    var previous: VoterSet?
    /// The lineage that an operator chose for this node (`member-agent adopt`): it founds none and takes no other.
    let wanted: Lineage?
    var successions: [Epoch: Succession] = [:]
    /// This node as a voter of `set`, active or joining.
    var voter: Voter?
    /// This node as a sealed voter of `previous`, whose registers new voters may still want.
    var retired: Voter?
    var joining: Joining?
    /// Decided, and not yet proven by a majority of seals.
    var sealing: VoterSet?
    var seals: [NodeID: Signature] = [:]
    /// Who has not been heard in the newest epoch, and how often it was told of it.
    var uninformed: [NodeID: Int] = [:]
    var proposer: Proposer
    var journal: Journal
    var driveAt: Instant?
    /// Packets of this node to itself.
    var loopback: Deque<[UInt8]> = []
    var now: Instant
    var broken: BrokenRule?

    /// - Parameters:
    ///   - boot: random at each start, never used twice (`BootID.low`).
    ///   - rows: of the store, in any order.
    ///   - seed: of the back-off.
    public init(
        key: SigningKey, boot: UInt64, timing: VotingTiming, seed: UInt64, rows: [VotingRow],
        now: Instant
    ) throws(VotingRestoreError) {
        let restored = try VotingRestored(rows)
        self.init(key: key, boot: boot, timing: timing, seed: seed, restored: restored, now: now)
    }

    init(
        key: SigningKey, boot: UInt64, timing: VotingTiming, seed: UInt64, restored: VotingRestored,
        now: Instant, broken: BrokenRule? = nil
    ) {
        own = key.id
        self.key = key
        self.boot = boot
        self.timing = timing
        self.now = now
        self.broken = broken
        proposer = Proposer(own: key.id, boot: boot, timing: timing, seed: seed)
        proposer.broken = broken
        journal = Journal(sequence: restored.sequence)
        journal.broken = broken
        set = restored.set
        wanted = restored.wanted
        previous = restored.previous
        successions = restored.successions
        if let set { voter = restored.voter(of: set, own: own) }
        if let previous { retired = restored.voter(of: previous, own: own) }
        if let set, set.contains(own), voter?.isActive != true { join(set) }
        tellAll()
        breakRules()
        driveAt = now
    }

    /// When to hand in `wake` at the latest.
    public var nextDeadline: Instant? {
        [proposer.nextDeadline, driveAt].compactMap(\.self).min()
    }

    /// Whether this node votes now.
    public var isVoting: Bool { voter?.mayVote ?? false }

    /// Whether this node gave up its vote in the newest epoch, because its disk is an old one.
    public var isResigned: Bool { voter?.isResigned ?? false }

    /// Founds a fleet with this node as its only voter. Nothing happens where a set is known already.
    /// - Parameter lineage: random.
    public mutating func found(_ lineage: Lineage, at now: Instant, into outbox: inout VotingOutbox) {
        guard set == nil, wanted == nil,
            let set = VoterSet(lineage: lineage, epoch: Epoch(1), voters: [key.publicKey])
        else { return }
        advance(to: now)
        let voter = Voter(set: set, own: own, isActive: true, sequence: journal.sequence)
        self.set = set
        self.voter = voter
        breakRules()
        journal.write([VotingRows.set(set), VotingRows.standing(voter)], into: &outbox)
        announce(.epoch(set), into: &outbox)
        announce(.voting, into: &outbox)
        finish(into: &outbox)
    }

    /// Takes a set on another's word, where none is known yet: from the map, or from an operator.
    public mutating func adopt(_ set: VoterSet, at now: Instant, into outbox: inout VotingOutbox) {
        guard self.set == nil, wanted == nil || wanted == set.lineage else { return }
        advance(to: now)
        self.set = set
        journal.write([VotingRows.set(set)], into: &outbox)
        announce(.epoch(set), into: &outbox)
        finish(into: &outbox)
    }

    /// Goes to the next epoch, if `succession` proves it to who knows the set before: from the map.
    mutating func take(_ succession: Succession, at now: Instant, into outbox: inout VotingOutbox) {
        advance(to: now)
        learn(succession, into: &outbox)
        finish(into: &outbox)
    }

    /// Whether the voters are being replaced.
    var isChanging: Bool {
        sealing != nil || joining != nil || voter?.acceptor.isSealed == true
            || proposer.isProposing(.successor)
    }

    /// How the map says who follows: nil where this node cannot prove it, or has no part in it.
    func proof(of set: VoterSet) -> VoterSetEntry? {
        guard set == self.set, set.contains(own) || previous?.contains(own) == true else { return nil }
        guard let previous else { return .founding(set) }
        return successions[previous.epoch].map { .succession($0) }
    }

    /// Whether this node knows a set, from the one that it began with, in which a node is or was a voter.
    func hasElected(_ node: NodeID) -> Bool {
        set?.contains(node) == true || previous?.contains(node) == true
            || successions.contains { $0.value.next.contains(node) }
    }

    /// The proof of what followed an epoch.
    func succession(of epoch: Epoch) -> Succession? { successions[epoch] }

    /// Starts to decide a register; `VotingEvent.settled` follows.
    /// - Parameter span: after which the outcome is given as unknown.
    /// - Returns: false if this node is no voter, or decides this register already, or too many.
    public mutating func propose(
        _ key: RegisterKey, _ change: RegisterChange, for span: Instant.Span, at now: Instant,
        into outbox: inout VotingOutbox
    ) -> Bool {
        guard let set, set.contains(own) else { return false }
        advance(to: now)
        defer { finish(into: &outbox) }
        return proposer.propose(key, change, for: span, at: now)
    }

    /// A packet of another node's `VotingOutbox` arrived. Any bytes are safe.
    /// - Parameter sender: where an answer goes; a signed packet names its own.
    public mutating func receive(
        _ bytes: [UInt8], from sender: NodeID, at now: Instant, into outbox: inout VotingOutbox
    ) {
        advance(to: now)
        if let packet = try? VotingPacket(bytes) { receive(packet, from: sender, into: &outbox) }
        finish(into: &outbox)
    }

    /// A write of the outbox is on the disk, and so are all before it.
    public mutating func persisted(_ sequence: UInt64, at now: Instant, into outbox: inout VotingOutbox) {
        advance(to: now)
        for promise in journal.persisted(sequence) {
            switch promise {
            case .packet(let packet): emit(packet, into: &outbox)
            case .event(let event): outbox.events.append(event)
            }
        }
        finish(into: &outbox)
    }

    public mutating func wake(at now: Instant, into outbox: inout VotingOutbox) {
        advance(to: now)
        if let driveAt, driveAt <= now { drive(into: &outbox) }
        finish(into: &outbox)
    }

    private mutating func advance(to now: Instant) { self.now = max(self.now, now) }

    /// Ends every step: lets the proposer act, and hands this node's packets to itself until none is left.
    private mutating func finish(into outbox: inout VotingOutbox) {
        repeat {
            while let bytes = loopback.popFirst() {
                if let packet = try? VotingPacket(bytes) { receive(packet, from: own, into: &outbox) }
            }
            let proposers = set.flatMap { $0.contains(own) ? $0 : nil }
            proposer.wake(at: now, proposers)
            sendRequests(into: &outbox)
            for (key, outcome) in proposer.takeOutcomes() { settled(key, outcome, into: &outbox) }
        } while !loopback.isEmpty
    }

    private mutating func settled(
        _ key: RegisterKey, _ outcome: Outcome, into outbox: inout VotingOutbox
    ) {
        if key == .successor, case .decided(let value?) = outcome { startSealing(value) }
        outbox.events.append(.settled(key, outcome))
    }

    /// Passes the rule that a test breaks on to the parts.
    mutating func breakRules() {
        voter?.broken = broken
        voter?.acceptor.broken = broken
        retired?.broken = broken
        retired?.acceptor.broken = broken
        joining?.broken = broken
    }
}
