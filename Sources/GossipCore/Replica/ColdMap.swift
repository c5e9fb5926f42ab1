/// The entries of the cold plane, by key. Bounded; what it accepted it never drops but for candidacies, which
/// all judge alike, so two maps that were offered the same entries hold the same, in whatever order (INV-7),
/// while neither is full.
struct ColdMap: Sendable {
    let countMax: Int
    /// By key hash. Never iterated in its own order, which differs from run to run (INV-14).
    private var entries: [UInt64: Entry] = [:]
    /// Offers that were refused since the start.
    private(set) var refusals: UInt64 = 0

    init(countMax: Int = Limits.entriesMax) { self.countMax = countMax }

    var count: Int { entries.count }

    func entry(_ key: EntryKey) -> Entry? {
        guard let entry = entries[key.keyHash], entry.key == key else { return nil }
        return entry
    }

    /// Whether exactly this entry stands in the map.
    func holds(_ entry: Entry) -> Bool { entries[entry.key.keyHash] == entry }

    /// The entry behind a key hash of reconciliation.
    func entry(keyHash: UInt64) -> Entry? { entries[keyHash] }

    /// Joins one entry, and keeps the plane's index up to date.
    mutating func merge(_ offered: Entry, index: inout ReconciliationIndex) -> MergeOutcome {
        guard offered.key.bytes.count <= Limits.keyBytesMax,
            offered.payload.count <= Limits.entryPayloadBytesMax
        else { return refuse(.oversized) }
        let keyHash = offered.key.keyHash
        let former = entries[keyHash]
        if let former {
            guard former.key == offered.key else { return refuse(.collision) }
            guard offered.wins(over: former) else { return former == offered ? .known : .superseded }
        } else if entries.count >= countMax {
            return refuse(.full)
        }
        entries[keyHash] = offered
        index.set(offered.versionHash(keyHash: keyHash), for: keyHash)
        return former == nil ? .inserted : .replaced
    }

    /// Drops an entry that is of no use any more, from the plane's index too.
    mutating func remove(_ key: EntryKey, index: inout ReconciliationIndex) {
        guard entry(key) != nil else { return }
        entries[key.keyHash] = nil
        index.set(nil, for: key.keyHash)
    }

    /// All entries of a space, ordered by key. O(n log n): for starts and studies, not for each datagram.
    func entries(in space: Keyspace) -> [Entry] {
        entries.values.filter { $0.key.space == space }.sorted { $0.key < $1.key }
    }

    private mutating func refuse(_ refusal: MergeOutcome.Refusal) -> MergeOutcome {
        refusals += 1
        return .refused(refusal)
    }
}
