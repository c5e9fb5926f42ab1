/// What a node is told at its start.
public struct Configuration: Sendable {
    public var id: NodeID
    public var name: String
    public var region: String
    /// The address that peers are told.
    public var gossip: Address
    public var http: Address?
    /// Random at each start.
    public var boot: BootID
    /// Higher than any that this node used before: the driver persists it before the start.
    public var incarnation: Incarnation
    public var timing: Timing
    public var keyring: Keyring
    /// Whether `--join` names seeds; then `Event.resolveSeeds` asks for them, for ever, at a bounded rate.
    public var hasSeeds: Bool
    /// Seeds the node's own generator.
    public var seed: UInt64
    /// Nil where a test has no need of voters: such a node neither votes nor learns of them.
    public var voting: VotingSettings?

    public init(
        id: NodeID, name: String, region: String, gossip: Address, http: Address?, boot: BootID,
        incarnation: Incarnation, timing: Timing, keyring: Keyring, hasSeeds: Bool, seed: UInt64,
        voting: VotingSettings? = nil
    ) {
        self.id = id
        self.name = name
        self.region = region
        self.gossip = gossip
        self.http = http
        self.boot = boot
        self.incarnation = incarnation
        self.timing = timing
        self.keyring = keyring
        self.hasSeeds = hasSeeds
        self.seed = seed
        self.voting = voting
    }
}

/// What a node finds in its store at start.
public struct Restored: Sendable {
    public var entries: [Entry]
    /// Last known members, to rejoin without seeds. Held as dead until they answer.
    public var members: [MemberRecord]
    /// Of the voting core.
    public var rows: [VotingRow]

    public init(entries: [Entry] = [], members: [MemberRecord] = [], rows: [VotingRow] = []) {
        self.entries = entries
        self.members = members
        self.rows = rows
    }

    /// Whether the voting core can start on the rows. A voter must not go on with a part of what it promised.
    public func check() throws(VotingRestoreError) { _ = try VotingRestored(rows) }
}
