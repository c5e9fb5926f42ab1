@testable import GossipCore

/// What must hold in every run. It looks from the outside, at what proposers were answered.
struct VotingChecker {
    /// The first thing that was wrong.
    var violation: String?
    var foundingSet: VoterSet?
    private(set) var sets: [Epoch: VoterSet] = [:]
    private var slots: [RegisterKey: [UInt8]] = [:]
    private var numbers: [RegisterKey: [[UInt8]: UInt32]] = [:]
    private var items: [RegisterKey: [UInt32: [UInt8]]] = [:]
    /// The longest list that was decided in each list register.
    private(set) var lists: [RegisterKey: [UInt8]] = [:]

    var newestSet: VoterSet? { sets.max { $0.key < $1.key }?.value }
    var decidedSlots: [RegisterKey] { slots.keys.sorted() }
    var numbersGiven: Int { numbers.values.reduce(0) { $0 + $1.count } }

    /// INV-4: an epoch has one voter set, whoever tells of it.
    mutating func learned(_ set: VoterSet) {
        if let known = sets[set.epoch], known != set {
            violation = "INV-4: epoch \(set.epoch.number) has two voter sets"
        }
        sets[set.epoch] = set
    }

    func isDecided(_ key: RegisterKey) -> Bool { slots[key] != nil }

    /// INV-15: a write-once register that was decided once is so for ever.
    /// - Parameter wasDecided: before this proposal began.
    mutating func slot(_ key: RegisterKey, _ value: [UInt8]?, wasDecided: Bool) {
        guard let value else {
            if wasDecided { violation = "INV-15: slot \(key.index) was decided, and is empty" }
            return
        }
        if let known = slots[key], known != value {
            violation = "INV-15: slot \(key.index) was decided twice"
        }
        slots[key] = value
    }

    /// INV-1: a number has one item and an item one number. INV-2: no number is left out.
    mutating func numbered(_ item: [UInt8], _ number: UInt32, in roll: RegisterKey) {
        if let known = numbers[roll]?[item], known != number { violation = "INV-1: an item has two numbers" }
        if let known = items[roll]?[number], known != item { violation = "INV-1: a number has two items" }
        if number > 1, items[roll]?[number - 1] == nil { violation = "INV-2: a number was left out" }
        numbers[roll, default: [:]][item] = number
        items[roll, default: [:]][number] = item
    }

    /// A register that only grows: of any two decided values one begins with the other, and none is
    /// shorter than what was decided before it was asked for.
    mutating func list(_ key: RegisterKey, _ value: [UInt8], floor: Int) {
        let known = lists[key] ?? []
        let common = min(known.count, value.count)
        if known.prefix(common) != value.prefix(common) { violation = "INV-15: two histories of a register" }
        if value.count < floor { violation = "INV-15: a register lost a decided value" }
        if value.count > known.count { lists[key] = value }
    }
}
