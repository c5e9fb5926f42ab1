public import GossipCore
public import Membership

/// What a world is made of. Together with the code, it fixes every byte of the run (INV-14).
public struct Options: Sendable {
    public var seed: UInt64
    public var hosts: Int
    public var timing: Timing = .lan
    public var voting = Options.quickVoting
    public var settings = Settings()
    public var conditions = NetworkConditions()
    /// How many of the first hosts are everybody's seeds.
    public var seeds = 3
    /// Monotonic clocks drift by up to this, fast or slow.
    public var driftPartsPerMillionMax: Int64 = 50
    /// A commit takes this long, and up to as much again.
    public var commitTime: Instant.Span = .milliseconds(4)
    /// Whether disks keep what is written. Off, studies of thousands of hosts need half the memory.
    public var keepsDisks = true
    /// Whether the world notes when each host hears of each cluster.
    public var watchesClusters = false
    /// Whether the checkers that remember each pair of hosts run.
    public var checks = true
    /// Whether voters sign with Ed25519. Off, by a keyed hash that nobody in a run can make for another: half the
    /// time of a swarm went into signatures.
    public var signsForReal = true
    /// What a test breaks on purpose, to prove that a checker bites.
    var mutant: Mutant?

    /// Voters are chosen and replaced within seconds, so that runs see it.
    public static let quickVoting: VotingTiming = {
        var timing = VotingTiming.lan
        timing.candidateAge = .seconds(2)
        timing.replaceAfter = .seconds(8)
        timing.foundingPatience = .milliseconds(500)
        return timing
    }()

    public init(seed: UInt64, hosts: Int) {
        self.seed = seed
        self.hosts = hosts
    }
}
