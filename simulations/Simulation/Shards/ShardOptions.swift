import GossipCore
import Membership

/// What a world of shards is made of. With the code it fixes every step of a run (INV-14).
struct ShardOptions: Sendable {
    var seed: UInt64
    var hosts = 5
    var bots = 6
    var shards = 6
    var buckets = 1
    /// How many hosts vote.
    var voters = 3
    var terms = ShardTerms()
    /// Each run of a host has promises that are this much longer, in seconds, or another of these: the operator
    /// changes the setting node by node. Bots go by what each answer says.
    var promisesLonger = [0]
    /// Bots ask their own sidecar only.
    var botsStay = false
    /// Clocks are wrong by up to this; the design allows 4,000.
    var driftPartsPerMillionMax: Int64 = 4_000
    /// Of 1,000 messages.
    var lossPerMille = 0
    var duplicationPerMille = 0
    /// Of 1,000 messages, those that come again after minutes.
    var replayPerMille = 0
    var delayMeanMilliseconds = 5
    /// Of 1,000 decisions: never made, made without an answer, made much later without an answer.
    var unknownPerMille = 0
    var broken: BrokenShardRule?

    init(seed: UInt64) { self.seed = seed }

    var longestTerm: Instant.Span { terms.term + .seconds(promisesLonger.max() ?? 0) }
}
