import GossipCore

/// What must hold in every run. It looks from the outside: at what proposers were answered, at what voters
/// voted for, and at which sets were heard of.
struct VotingChecker {
    /// The first thing that was wrong.
    private(set) var violation: Violation?
    private(set) var sets: [Epoch: VoterSet] = [:]
    private(set) var newestSet: VoterSet?
    private(set) var rolls = VotingClient.rolls.map { RollsHold(register: $0) }
    private(set) var registers = RegistersHaveOneHistory()

    mutating func report(_ text: String?, _ invariant: String, at now: Instant) {
        guard let text, violation == nil else { return }
        violation = Violation(invariant: invariant, time: UInt64(now.nanoseconds), text: text)
    }

    mutating func report(_ finding: Finding?, at now: Instant) {
        if let finding { report(finding.text, finding.invariant, at: now) }
    }

    /// What a checker has to say.
    struct Finding {
        var invariant: String
        var text: String
    }

    /// INV-4: an epoch has one voter set, whoever tells of it.
    /// - Returns: whether it is the first of its epoch.
    mutating func learned(_ set: VoterSet, at now: Instant) -> Bool {
        if let known = sets[set.epoch] {
            if known != set { report("epoch \(set.epoch.number) has two voter sets", "INV-4", at: now) }
            return false
        }
        sets[set.epoch] = set
        if set.epoch > newestSet?.epoch ?? Epoch(0) { newestSet = set }
        return true
    }

    /// INV-4: who votes in an epoch votes in its set.
    mutating func voted(in epoch: Epoch, _ set: VoterSetID, at now: Instant) {
        if let known = sets[epoch], known.id != set {
            report("votes for two voter sets in epoch \(epoch.number)", "INV-4", at: now)
        }
    }

    /// What to compare an answer with that is asked for now.
    func floor(of key: RegisterKey) -> RegisterFloor { registers.floor(of: key) }

    /// A proposal is answered.
    mutating func decided(
        _ key: RegisterKey, _ value: [UInt8]?, _ question: VotingClient.Question, at now: Instant
    ) {
        report(registers.decided(key, value, question), at: now)
    }

    /// A reader gives an item a number.
    mutating func numbered(_ item: [UInt8], _ number: UInt32, in key: RegisterKey, at now: Instant) {
        guard let index = VotingClient.rolls.firstIndex(of: key.at(0)) else { return }
        report(rolls[index].numbered(item, number), at: now)
    }

    /// A reader who has this many numbers of a roll finds nothing after them.
    mutating func ended(_ key: RegisterKey, at count: Int, _ question: VotingClient.Question, at now: Instant)
    {
        guard let index = VotingClient.rolls.firstIndex(of: key.at(0)) else { return }
        report(rolls[index].ended(at: count, given: question.given), at: now)
    }

    /// The highest number of the roll of this key.
    func given(in key: RegisterKey) -> Int {
        VotingClient.rolls.firstIndex(of: key.at(0)).map { rolls[$0].highest } ?? 0
    }

    var numbersGiven: Int { rolls.reduce(0) { $0 + $1.highest } }
}
