/// All numbers that the map holds, by fleet: who holds which, and what comes next.
///
/// A partition can leave an identity with two numbers of a fleet: the lower one is its number, the other
/// stays reserved for it and is never given to anybody else (INV-1).
struct NumberBook: Sendable {
    private var pages: [FleetName: Page] = [:]

    private struct Page {
        var holders: [ClusterNumber: ClusterIdentity] = [:]
        /// Ascending.
        var numbers: [ClusterIdentity: [ClusterNumber]] = [:]
        var highest: ClusterNumber?
    }

    func number(of identity: ClusterIdentity, in fleet: FleetName) -> ClusterNumber? {
        pages[fleet]?.numbers[identity]?.first
    }

    func holder(of key: NumberKey) -> ClusterIdentity? { pages[key.fleet]?.holders[key.number] }

    /// How far a fleet's numbers are known here.
    func extent(of fleet: FleetName) -> NumberExtent {
        guard let page = pages[fleet], let highest = page.highest else { return NumberExtent() }
        return NumberExtent(highest: highest.value, count: UInt32(clamping: page.holders.count))
    }

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
        page.highest = max(page.highest ?? key.number, key.number)
        return [former, holder].compactMap(\.self)
    }
}
