/// All numbers that the map holds, by fleet: who holds which, and what comes next.
///
/// Every number in the map bears a voter's attestation, so none is there that no voter said. The book takes what
/// voters should never say (two numbers of one identity) without judging: the lower one counts, the other
/// stays taken.
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

    /// The highest number of a fleet that is known here; nil without any.
    func highest(of fleet: FleetName) -> ClusterNumber? { pages[fleet]?.highest }

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
