/// One outstanding question to one member: who asked, how far it has escalated, when it goes on
/// (SWIM 3.1). Its challenge is random, so that only a fresh answer counts.
struct Probe: Hashable, Sendable {
    enum Purpose: Hashable, Sendable {
        /// The round-robin probe of the protocol period.
        case period
        /// This node's own opinion on a suspicion that it heard.
        case confirmation
        /// The last question before `dead`.
        case lastChance
        /// On behalf of another node, which gave this challenge.
        case relay(for: Address, challenge: UInt64)
        /// A seed, or a member held dead or not heard of since the start.
        case dial
    }

    /// SWIM 3.1's ladder within one period.
    enum Step: UInt8, Hashable, Sendable {
        /// The target was pinged.
        case direct
        /// It was pinged again, and k members were asked.
        case indirect
        /// Again, by other members.
        case indirectAgain
    }

    var challenge: UInt64
    /// The all-zero id where a seed's is not known.
    var target: NodeID
    var address: Address
    var purpose: Purpose
    var step: Step = .direct
    let startedAt: Instant
    /// When it goes to the next step, or ends.
    var deadline: Instant
    /// When the whole probe ends.
    var endsAt: Instant
    /// Relays asked and relays that said `nack` (Lifeguard 3.1).
    var nacksExpected = 0
    var nacks = 0
    /// The relays of the first round, which the second one avoids.
    var relays: [NodeID] = []
}
