import GossipCore
package import Membership

/// What a world of shards is made of. With the code it fixes every step of a run (INV-14).
package struct ShardOptions: Sendable {
    package var seed: UInt64
    package var hosts = 5
    package var bots = 6
    package var shards = 6
    package var buckets = 1
    /// How many hosts vote.
    package var voters = 3
    package var terms = ShardTerms()
    /// Clocks are wrong by up to this; the design allows 4,000.
    package var driftPartsPerMillionMax: Int64 = 4_000
    /// Of 1,000 messages.
    package var lossPerMille = 0
    package var duplicationPerMille = 0
    /// Of 1,000 messages, those that come again after minutes.
    package var replayPerMille = 0
    package var delayMeanMilliseconds = 5
    /// Of 1,000 decisions: never made, made without an answer, made much later without an answer.
    package var unknownPerMille = 0
    package var broken: BrokenShardRule?

    package init(seed: UInt64) { self.seed = seed }
}
