@testable import GossipCore

/// What the hosts are asked to decide: items for two rolls, and tokens for two lists.
struct VotingClient {
    static let rolls = [1, 2].map { RegisterKey(space: 1, name: [UInt8($0)], index: 0) }
    static let lists = [1, 2].map { RegisterKey(space: 2, name: [UInt8($0)], index: 0) }

    /// By host and roll. Gone with a crash.
    private var known: [Int: [RegisterKey: Roll]] = [:]
    private var wanted: [Int: [RegisterKey: [[UInt8]]]] = [:]
    /// The length of a list when its proposal began; of a slot, whether it was decided then.
    private var floors: [Int: [RegisterKey: Int]] = [:]
    private var tokens: UInt32 = 0

    mutating func want(_ item: [UInt8], in roll: RegisterKey, at host: Int) {
        wanted[host, default: [:]][roll, default: []].append(item)
    }

    /// What this host proposes next for a roll.
    mutating func proposal(_ roll: RegisterKey, at host: Int) -> (RegisterKey, RegisterChange) {
        let known = self.known[host]?[roll] ?? Roll(register: roll)
        let change = known.change(adding: wanted[host]?[roll] ?? [])
        return (known.nextRegister, change ?? .read)
    }

    func isWanting(_ roll: RegisterKey, at host: Int) -> Bool { wanted[host]?[roll]?.isEmpty == false }

    /// Appends a token that no other proposal has; a second run of the change on its own result keeps it.
    mutating func append() -> RegisterChange {
        tokens += 1
        let token = (0..<4).map { UInt8(truncatingIfNeeded: tokens >> UInt32(8 * $0)) }
        return RegisterChange { value in
            let value = value ?? []
            let stands = stride(from: 0, to: value.count, by: 4).contains {
                Array(value[$0..<($0 + 4)]) == token
            }
            return stands || value.count + 4 > Limits.registerBytesMax ? nil : value + token
        }
    }

    mutating func begins(_ key: RegisterKey, at host: Int, _ checker: VotingChecker) {
        floors[host, default: [:]][key] =
            key.space == 1 ? (checker.isDecided(key) ? 1 : 0) : checker.lists[key]?.count ?? 0
    }

    mutating func crashed(_ host: Int) {
        known[host] = nil
        wanted[host] = nil
        floors[host] = nil
    }

    mutating func settled(
        _ key: RegisterKey, _ outcome: Outcome, at host: Int, checker: inout VotingChecker
    ) {
        guard case .decided(let value) = outcome else { return }
        if Self.lists.contains(key) {
            checker.list(key, value ?? [], floor: floors[host]?[key] ?? 0)
        } else if key.space == 1 {
            checker.slot(key, value, wasDecided: floors[host]?[key] == 1)
            guard let value else { return }
            var roll = known[host]?[key.at(0)] ?? Roll(register: key)
            guard roll.nextRegister == key else { return }
            let count = roll.items.count
            guard roll.take(value) else {
                checker.violation = "INV-1: a slot holds what its roll may not"
                return
            }
            for number in count..<roll.items.count {
                checker.numbered(roll.items[number], UInt32(number) + 1, in: key.at(0))
            }
            wanted[host]?[key.at(0)]?.removeAll { roll.number(of: $0) != nil }
            known[host, default: [:]][key.at(0)] = roll
        }
    }
}
