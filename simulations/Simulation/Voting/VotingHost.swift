import GossipCore

/// A machine with a disk, on which a voting core may run.
struct VotingHost {
    let key: SigningKey
    var core: Voting?
    var disk = VotingDisk()
    var client = VotingClient()
    /// Counts the starts; work of a former life is void.
    var life = 0
    /// A disk of the past.
    var snapshot: VotingDisk.Snapshot?
    /// Its disk is lost for good.
    var isGone = false
    /// The sequence of its last vote, by the epoch that it voted in.
    var lastVotes: [Epoch: UInt64] = [:]
    /// Epochs in which votes of this host are no longer on its disk, and its peers know of them.
    var forgotten: Set<Epoch> = []
    /// Stands still until then: what reaches it waits.
    var pausedUntil: Instant?
    /// When it is to be woken.
    var wakeAt: Instant?

    init(key: SigningKey) { self.key = key }

    var id: NodeID { key.id }

    var isRunning: Bool { core != nil }

    /// Whether it may propose.
    var isProposer: Bool { core.map { $0.set?.contains($0.own) ?? false } ?? false }
}
