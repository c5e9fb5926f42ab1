/// What really happened in a world of voters, so that none passes because nothing was tried.
public struct VotingFacts: Sendable, Hashable {
    public var packets = 0
    public var lost = 0
    public var selectivelyLost = 0
    public var blocked = 0
    public var duplicated = 0
    public var starts = 0
    public var crashes = 0
    /// With a write on the disk of which the core was not told, and answers that waited for it.
    public var crashesBetweenPersistAndAnswer = 0
    /// With a write that never reached the disk.
    public var crashesBeforePersist = 0
    public var pauses = 0
    public var disksLost = 0
    /// With votes that the older disk does not hold, and with none.
    public var disksRolledBack = 0
    public var idleDisksRolledBack = 0
    public var resigned = 0
    public var partitions = 0
    public var epochs = 0
    /// A set was first heard of while a voter of it or of the one before was cut off.
    public var epochsInPartition = 0
    public var votersStarted = 0
    public var forged = 0
    public var forgedRejected = 0
    public var replayed = 0
    /// Replays that were answered or not, but wrote nothing.
    public var replayedInVain = 0
    public var sealedRefusals = 0
    /// Refusals because another ballot was promised.
    public var duels = 0
    public var decided = 0
    public var unknown = 0
    public var numbers = 0
    public var audited = 0
    public var realSignatures = 0
    public var stories = 0
    public var ranTwice = 0
    /// Seeds at whose end a majority of the newest voters had lost its votes, or that of the voters before them
    /// had while the newest still needed their registers.
    public var votersLost = 0
    public var registersLost = 0

    public init() {}

    public mutating func add(_ other: VotingFacts) {
        for count in Self.all { self[keyPath: count.path] += other[keyPath: count.path] }
    }

    /// All of them, also those that are zero.
    public var summary: String {
        Self.all.map { "\($0.name) \(self[keyPath: $0.path])" }.joined(separator: ", ")
    }

    /// The faults that did not happen once: a swarm in which one is missing proves nothing about it.
    public var missing: [String] {
        Self.all.filter { $0.isRequired && self[keyPath: $0.path] == 0 }.map(\.name)
    }

    private struct Count {
        var name: String
        var path: WritableKeyPath<VotingFacts, Int>
        var isRequired = true
    }

    private static var all: [Count] {
        [
            Count(name: "packets", path: \.packets), Count(name: "lost", path: \.lost),
            Count(name: "selectively lost", path: \.selectivelyLost),
            Count(name: "blocked", path: \.blocked), Count(name: "duplicated", path: \.duplicated),
            Count(name: "starts", path: \.starts), Count(name: "crashes", path: \.crashes),
            Count(name: "crashes between persist and answer", path: \.crashesBetweenPersistAndAnswer),
            Count(name: "crashes before persist", path: \.crashesBeforePersist),
            Count(name: "pauses", path: \.pauses), Count(name: "disks lost", path: \.disksLost),
            Count(name: "disks rolled back", path: \.disksRolledBack),
            Count(name: "idle disks rolled back", path: \.idleDisksRolledBack),
            Count(name: "voters resigned", path: \.resigned),
            Count(name: "partitions", path: \.partitions), Count(name: "epochs", path: \.epochs),
            Count(name: "epochs in a partition", path: \.epochsInPartition),
            Count(name: "voters started", path: \.votersStarted), Count(name: "forged", path: \.forged),
            Count(name: "forged rejected", path: \.forgedRejected),
            Count(name: "replayed", path: \.replayed),
            Count(name: "replayed in vain", path: \.replayedInVain),
            Count(name: "sealed refusals", path: \.sealedRefusals), Count(name: "duels", path: \.duels),
            Count(name: "decided", path: \.decided), Count(name: "unknown", path: \.unknown),
            Count(name: "numbers", path: \.numbers), Count(name: "audited", path: \.audited),
            Count(name: "seeds with Ed25519", path: \.realSignatures),
            Count(name: "seeds with a story", path: \.stories),
            Count(name: "seeds run twice", path: \.ranTwice),
            Count(name: "ended without voters", path: \.votersLost, isRequired: false),
            Count(name: "ended without registers", path: \.registersLost, isRequired: false),
        ]
    }
}
