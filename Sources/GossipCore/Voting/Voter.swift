/// This node as a voter of one epoch.
struct Voter: Sendable {
    let set: VoterSet
    let own: NodeID
    var acceptor: Acceptor
    /// Whether the registers are complete: taken over from the epoch before.
    var isActive: Bool
    /// The set for which this voter is sealed.
    var next: VoterSet?
    /// The highest sequence that was seen in a vote of each voter in this epoch, in the order of the set.
    var witnessed: [UInt64]
    private(set) var isResigned: Bool
    /// Voters that confirmed, in this run, that they remember no more of this node than its disk does.
    private var attestors: Set<NodeID> = []
    /// The journal's when this voter came from the disk, or was made.
    private let sequenceAtStart: UInt64
    var broken: BrokenRule?

    init(
        set: VoterSet, own: NodeID, acceptor: Acceptor = Acceptor(), isActive: Bool = false,
        isResigned: Bool = false, next: VoterSet? = nil, witnessed: [UInt64]? = nil, sequence: UInt64
    ) {
        self.set = set
        self.own = own
        self.acceptor = acceptor
        self.isActive = isActive
        self.isResigned = isResigned
        self.next = next
        self.witnessed = witnessed ?? set.voters.map { _ in 0 }
        sequenceAtStart = sequence
    }

    /// Whether enough peers confirmed that the disk is not an old one: as many as make a majority with this
    /// voter itself, so that asking costs no availability.
    var isAttested: Bool {
        attestors.count >= set.majority - 1 || broken == .rolledBackVoterVotes
    }

    var mayVote: Bool { isActive && isAttested && !isResigned }

    /// Whether the registers stand still for ever and may be handed on.
    var mayServe: Bool { mayVote && acceptor.isSealed }

    mutating func witness(_ sequence: UInt64, of voter: NodeID) {
        guard let index = set.index(of: voter) else { return }
        witnessed[index] = max(witnessed[index], sequence)
    }

    func witnessed(of voter: NodeID) -> UInt64 { set.index(of: voter).map { witnessed[$0] } ?? 0 }

    /// A peer told what it remembers of this voter.
    /// - Returns: whether this voter has to resign.
    mutating func attest(_ sequence: UInt64, by voter: NodeID) -> Bool {
        guard !isAttested, voter != own, set.contains(voter) else { return false }
        if sequence > sequenceAtStart { return resign() }
        attestors.insert(voter)
        return false
    }

    /// A proposal told what all voters remember of each other.
    /// - Parameter sequence: this node's now.
    /// - Returns: whether this voter has to resign.
    mutating func learn(_ witnessed: [UInt64], own sequence: UInt64) -> Bool {
        guard witnessed.count == self.witnessed.count else { return false }
        for index in witnessed.indices {
            self.witnessed[index] = max(self.witnessed[index], witnessed[index])
        }
        return self.witnessed(of: own) > sequence ? resign() : false
    }

    private mutating func resign() -> Bool {
        if isResigned || broken == .rolledBackVoterVotes { return false }
        isResigned = true
        return true
    }
}
