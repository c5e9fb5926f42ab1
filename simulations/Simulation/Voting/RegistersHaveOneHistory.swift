import GossipCore

/// What was known of a register when a proposal began: an answer may say more, and never less.
enum RegisterFloor: Hashable {
    case slot(isDecided: Bool)
    /// How long the longest decided value was.
    case list(Int)
}

/// Each register is linearizable, and what was answered as decided stays so (INV-15).
///
/// A slot is write-once: all answers are the same value, and none that was asked for after the first says
/// that it is empty. A list only grows, by tokens that are all different: any two answers are such that one
/// begins with the other, which orders all appends; who asks after an answer is told at least that much,
/// which makes the order that of real time; and an append that was answered stands in its own answer.
struct RegistersHaveOneHistory {
    private(set) var slots: [RegisterKey: [UInt8]] = [:]
    /// The longest value of each list.
    private var lists: [RegisterKey: [UInt8]] = [:]

    func floor(of key: RegisterKey) -> RegisterFloor {
        VotingClient.lists.contains(key)
            ? .list(lists[key]?.count ?? 0) : .slot(isDecided: slots[key] != nil)
    }

    mutating func decided(
        _ key: RegisterKey, _ value: [UInt8]?, _ question: VotingClient.Question
    ) -> VotingChecker.Finding? {
        let text =
            switch question.floor {
            case .slot(let isDecided): slot(key, value, isDecided)
            case .list(let floor): list(key, value ?? [], floor, question.token)
            }
        return text.map { .init(invariant: "INV-15", text: $0) }
    }

    private mutating func slot(_ key: RegisterKey, _ value: [UInt8]?, _ isDecided: Bool) -> String? {
        guard let value else { return isDecided ? "slot \(key.index) was decided, and is empty" : nil }
        if let known = slots[key], known != value { return "slot \(key.index) was decided twice" }
        slots[key] = value
        return nil
    }

    private mutating func list(
        _ key: RegisterKey, _ value: [UInt8], _ floor: Int, _ token: [UInt8]?
    ) -> String? {
        let known = lists[key] ?? []
        let common = min(known.count, value.count)
        if known.prefix(common) != value.prefix(common) { return "a register has two histories" }
        if value.count < floor { return "a register lost a decided value" }
        if let token, value.count + token.count <= Limits.registerBytesMax,
            !VotingClient.holds(token, in: value)
        {
            return "an append is answered, and not in its answer"
        }
        if value.count > known.count { lists[key] = value }
        return nil
    }
}
