/// The reports of the hot plane, by key; the newest version of each. Bounded.
struct HotMap: Sendable {
    let countMax: Int
    /// By key hash. Never iterated in its own order, which differs from run to run (INV-14).
    private var reports: [UInt64: Report] = [:]
    /// Offers that were refused since the start.
    private(set) var refusals: UInt64 = 0

    init(countMax: Int = Limits.reportsMax) { self.countMax = countMax }

    var count: Int { reports.count }

    func report(_ key: [UInt8]) -> Report? {
        guard let report = reports[Report.keyHash(key)], report.key == key else { return nil }
        return report
    }

    /// The report behind a key hash of reconciliation.
    func report(keyHash: UInt64) -> Report? { reports[keyHash] }

    /// Joins one report, and keeps the plane's index up to date.
    mutating func merge(_ offered: Report, index: inout ReconciliationIndex) -> MergeOutcome {
        guard offered.key.count <= Limits.keyBytesMax,
            offered.payload.count <= Limits.entryPayloadBytesMax
        else { return refuse(.oversized) }
        let keyHash = Report.keyHash(offered.key)
        let former = reports[keyHash]
        if let former {
            guard former.key == offered.key else { return refuse(.collision) }
            guard offered.wins(over: former) else { return former == offered ? .known : .superseded }
        } else if reports.count >= countMax {
            return refuse(.full)
        }
        reports[keyHash] = offered
        index.set(offered.versionHash(keyHash: keyHash), for: keyHash)
        return former == nil ? .inserted : .replaced
    }

    /// All reports, ordered by key. O(n log n).
    var ordered: [Report] { reports.values.sorted { $0.key.lexicographicallyPrecedes($1.key) } }

    private mutating func refuse(_ refusal: MergeOutcome.Refusal) -> MergeOutcome {
        refusals += 1
        return .refused(refusal)
    }
}
