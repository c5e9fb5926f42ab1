import GossipCore

/// What a seed draws for a world of voters: its size, and how often each misfortune strikes. None is left out.
struct VotingPlan: Sendable {
    var seed: UInt64
    var hosts: Int
    /// Of voter sets, each as likely as often as it stands here.
    var sizes: [Int]
    /// Steps of work and misfortune; none leaves the story alone, or nothing.
    var steps: Int
    var signatures = SignatureScheme.double
    /// Played before the first step.
    var story: VotingStory?
    var broken: BrokenRule?
    var chances = Chances()

    /// In a thousand, at each step.
    struct Chances: Sendable {
        var crash = 60
        /// When a write is on the disk, and before the answers that wait for it leave.
        var crashAtCommit = 6
        var start = 150
        var pause = 20
        var partition = 35
        var heal = 70
        var conditions = 50
        var selectiveLoss = 60
        var snapshot = 50
        var rollBack = 160
        var loseDisk = 10
        var replaceVoters = 70
        var attack = 250
    }

    /// One seed in this many signs with Ed25519 throughout.
    static let realSignaturesEvery: UInt64 = 10

    init(seed: UInt64, hosts: Int, sizes: [Int], steps: Int) {
        self.seed = seed
        self.hosts = hosts
        self.sizes = sizes
        self.steps = steps
    }

    /// A storm.
    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed ^ 0x766F_7465)
        self.init(
            seed: seed, hosts: [4, 5, 5, 6][random.below(4)],
            sizes: [[1, 3, 3, 3], [3, 3, 3, 5], [1, 3, 5], [3]][random.below(4)],
            steps: 50 + random.below(100))
        signatures = seed % Self.realSignaturesEvery == 0 ? .ed25519 : .double
        if random.below(5) == 0 {
            let story = VotingStory.allCases[random.below(VotingStory.allCases.count)]
            self.story = story
            self.hosts = max(self.hosts, story.hosts)
        }
        for path in Chances.drawn {
            // From a third to twice as often as written above.
            chances[keyPath: path] = max(1, chances[keyPath: path] * (33 + random.below(168)) / 100)
        }
    }

    /// A story and its aftermath, without a storm.
    init(story: VotingStory, seed: UInt64, breaking rule: BrokenRule? = nil) {
        self.init(seed: seed, hosts: 6, sizes: [3], steps: 0)
        self.story = story
        broken = rule
    }

    /// Of the simulated fleets: a fifth of those of `lan`, as all spans here are.
    static let timing = VotingTiming(
        answerTimeout: .milliseconds(30), backoff: .milliseconds(4), drivePeriod: .milliseconds(60))
}

extension VotingPlan.Chances {
    /// Built each time: key paths are not `Sendable`.
    fileprivate static var drawn: [WritableKeyPath<Self, Int>] {
        [
            \.crash, \.crashAtCommit, \.start, \.pause, \.partition, \.heal, \.conditions, \.selectiveLoss,
            \.snapshot,
            \.rollBack, \.loseDisk, \.replaceVoters, \.attack,
        ]
    }
}
