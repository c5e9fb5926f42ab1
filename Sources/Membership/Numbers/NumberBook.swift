/// All numbers that a node knows, by fleet: who holds which.
///
/// Two sources, of which the first wins. What a voter said (`decide`) is true: it is on the roll. What the map
/// says (`take`) is true as long as every member is honest; it is how most nodes know most numbers.
struct NumberBook: Sendable {
    private var pages: [FleetName: Page] = [:]

    private struct Page {
        var holders: [ClusterNumber: ClusterIdentity] = [:]
        /// Ascending. A broken or hostile member can put more than one into the map.
        var numbers: [ClusterIdentity: [ClusterNumber]] = [:]
        var decidedHolders: [ClusterNumber: ClusterIdentity] = [:]
        var decidedNumbers: [ClusterIdentity: ClusterNumber] = [:]

        func number(of identity: ClusterIdentity) -> ClusterNumber? {
            if let decided = decidedNumbers[identity] { return decided }
            return numbers[identity]?.first { decidedHolders[$0] == nil }
        }
    }

    func number(of identity: ClusterIdentity, in fleet: FleetName) -> ClusterNumber? {
        pages[fleet]?.number(of: identity)
    }

    /// The number that a voter said an identity has.
    func decided(_ identity: ClusterIdentity, in fleet: FleetName) -> ClusterNumber? {
        pages[fleet]?.decidedNumbers[identity]
    }

    func holder(of key: NumberKey) -> ClusterIdentity? {
        pages[key.fleet]?.decidedHolders[key.number] ?? pages[key.fleet]?.holders[key.number]
    }

    /// Whether the map has anything under this number.
    func isInMap(_ key: NumberKey) -> Bool { pages[key.fleet]?.holders[key.number] != nil }

    /// Whether the map knows any number of a fleet.
    func knows(_ fleet: FleetName) -> Bool { pages[fleet]?.holders.isEmpty == false }

    /// Takes what the map says of a number.
    /// - Returns: the identities whose number in this fleet may be another now.
    mutating func take(_ key: NumberKey, holder: ClusterIdentity) -> [ClusterIdentity] {
        var page = pages.removeValue(forKey: key.fleet) ?? Page()
        defer { pages[key.fleet] = page }
        let former = page.holders.updateValue(holder, forKey: key.number)
        if former == holder { return [] }
        if let former {
            page.numbers[former]?.removeAll { $0 == key.number }
            if page.numbers[former]?.isEmpty ?? false { page.numbers[former] = nil }
        }
        var numbers = page.numbers[holder] ?? []
        numbers.append(key.number)
        numbers.sort()
        page.numbers[holder] = numbers
        return [former, holder].compactMap(\.self)
    }

    /// Takes what a voter said.
    /// - Returns: the identities whose number in this fleet may be another now.
    mutating func decide(_ key: NumberKey, holder: ClusterIdentity) -> [ClusterIdentity] {
        var page = pages.removeValue(forKey: key.fleet) ?? Page()
        defer { pages[key.fleet] = page }
        page.decidedHolders[key.number] = holder
        page.decidedNumbers[holder] = key.number
        let mapped = page.holders[key.number]
        return mapped == nil || mapped == holder ? [holder] : [holder, mapped].compactMap(\.self)
    }

    /// Another lineage decides from now on.
    mutating func forgetDecisions() {
        for fleet in Array(pages.keys) {
            pages[fleet]?.decidedHolders = [:]
            pages[fleet]?.decidedNumbers = [:]
        }
    }
}
