import GossipCore

/// INV-1 and INV-2 of one roll, whoever reads it, whenever.
struct RollsHold {
    let register: RegisterKey
    private var numbers: [[UInt8]: UInt32] = [:]
    private var items: [UInt32: [UInt8]] = [:]
    private(set) var highest = 0

    init(register: RegisterKey) { self.register = register }

    /// A reader, who has all numbers below, gives this item this number.
    mutating func numbered(_ item: [UInt8], _ number: UInt32) -> VotingChecker.Finding? {
        if let known = numbers[item], known != number {
            return .init(invariant: "INV-1", text: "item \(item) is \(known) and \(number)")
        }
        if let known = items[number], known != item {
            return .init(invariant: "INV-1", text: "number \(number) is that of \(known) and \(item)")
        }
        if number > 1, items[number - 1] == nil {
            return .init(invariant: "INV-2", text: "number \(number) is given, and the one before is not")
        }
        numbers[item] = number
        items[number] = item
        highest = max(highest, Int(number))
        return nil
    }

    /// INV-2: a reader who finds the end of the roll has all numbers that were given before it asked.
    func ended(at count: Int, given: Int) -> VotingChecker.Finding? {
        count >= given
            ? nil : .init(invariant: "INV-2", text: "the highest number was \(given), and is \(count)")
    }
}
