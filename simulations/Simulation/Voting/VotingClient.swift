import GossipCore

/// What a host wants decided, and what it knows of that: items for two rolls, tokens for two lists. Gone with
/// a crash.
struct VotingClient {
    static let rolls = [1, 2].map { RegisterKey(space: 1, name: [UInt8($0)], index: 0) }
    /// Registers to whose value each proposal appends a token of its own.
    static let lists = [1, 2].map { RegisterKey(space: 2, name: [UInt8($0)], index: 0) }

    private(set) var known = Self.rolls.map { Roll(register: $0) }
    private var wanted: [[[UInt8]]] = [[], []]
    /// Slots that were read before those in front of them.
    private var ahead: [RegisterKey: [UInt8]] = [:]
    /// What is under way.
    private var asked: [RegisterKey: Question] = [:]

    /// By roll, the slot that was found empty.
    private var ends: [RegisterKey?] = [nil, nil]

    struct Question {
        /// What the checkers knew of the register when this was asked.
        var floor: RegisterFloor
        /// The highest number that the checkers knew of the roll.
        var given: Int
        /// Appended by this very proposal.
        var token: [UInt8]?
    }

    mutating func want(_ item: [UInt8], in roll: Int) { wanted[roll].append(item) }

    func isWanting(_ roll: Int) -> Bool { !wanted[roll].isEmpty }

    /// What this host proposes next for a roll.
    func proposal(for roll: Int) -> (key: RegisterKey, change: RegisterChange) {
        (known[roll].nextRegister, known[roll].change(adding: wanted[roll]) ?? .read)
    }

    /// Appends a token that no other proposal has; a second run of the change on its own result keeps it.
    static func append(_ token: [UInt8]) -> RegisterChange {
        RegisterChange { value in
            let value = value ?? []
            return Self.holds(token, in: value) || value.count + token.count > Limits.registerBytesMax
                ? nil : value + token
        }
    }

    static let tokenBytes = 4

    static func holds(_ token: [UInt8], in value: [UInt8]) -> Bool {
        stride(from: 0, to: value.count, by: tokenBytes).contains {
            value[$0...].prefix(tokenBytes).elementsEqual(token)
        }
    }

    mutating func asks(_ key: RegisterKey, _ question: Question) { asked[key] = question }

    mutating func answered(_ key: RegisterKey) -> Question? { asked.removeValue(forKey: key) }

    mutating func foundEnd(_ key: RegisterKey) {
        if let index = Self.rolls.firstIndex(of: key.at(0)) { ends[index] = key }
    }

    func isAtEnd(_ roll: Int) -> Bool { ends[roll] == known[roll].nextRegister }

    func count(in key: RegisterKey) -> Int {
        Self.rolls.firstIndex(of: key.at(0)).map { known[$0].items.count } ?? 0
    }

    /// A slot is decided.
    /// - Returns: what was learned: items with their numbers, in order; nil where the value may not stand there.
    mutating func take(_ value: [UInt8], in key: RegisterKey) -> [(item: [UInt8], number: UInt32)]? {
        guard let index = Self.rolls.firstIndex(of: key.at(0)) else { return nil }
        var roll = known[index]
        guard key.index >= roll.slot else { return [] }
        ahead[key] = value
        let count = roll.items.count
        while let next = ahead.removeValue(forKey: roll.nextRegister) {
            guard roll.take(next) else { return nil }
        }
        wanted[index].removeAll { roll.number(of: $0) != nil }
        known[index] = roll
        return (count..<roll.items.count).map { (roll.items[$0], UInt32($0) + 1) }
    }
}
