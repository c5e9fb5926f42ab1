/// What really happened in a run, so that none passes because nothing was tried.
public struct Facts: Sendable, Hashable {
    public var events: UInt64 = 0
    public var sent: UInt64 = 0
    public var sentBytes: UInt64 = 0
    public var delivered: UInt64 = 0
    public var lost: UInt64 = 0
    public var blocked: UInt64 = 0
    public var duplicated: UInt64 = 0
    public var corrupted: UInt64 = 0
    public var truncated: UInt64 = 0
    public var replayed: UInt64 = 0
    /// Datagrams of a hostile member, and starts with the key of another fleet.
    public var forged: UInt64 = 0
    public var foreignKeys: UInt64 = 0
    public var unheard: UInt64 = 0
    public var overflowed: UInt64 = 0
    public var starts: UInt64 = 0
    public var crashes: UInt64 = 0
    public var pauses: UInt64 = 0
    public var disksLost: UInt64 = 0
    public var disksRolledBack: UInt64 = 0
    public var clones: UInt64 = 0
    public var leaves: UInt64 = 0
    public var forgets: UInt64 = 0
    public var clockSteps: UInt64 = 0
    /// Of these, by more than the life of a tombstone.
    public var clockYears: UInt64 = 0
    public var addressChanges: UInt64 = 0
    /// The first of a lineage, and those that were chosen after it.
    public var voterSets: UInt64 = 0
    public var registrations: UInt64 = 0
    public var numbersTold: UInt64 = 0
    public var beats: UInt64 = 0
    public var beatsUnknown: UInt64 = 0
    /// Healthy members that some observer called dead, and suspected.
    public var falseDeaths: UInt64 = 0
    public var falseSuspicions: UInt64 = 0

    public init() {}

    /// Datagrams with which the network tampered and which arrived.
    public var tampered: UInt64 { duplicated + corrupted + truncated + replayed }
}

extension Facts {
    public mutating func add(_ other: Facts) {
        for count in Self.all { self[keyPath: count.path] += other[keyPath: count.path] }
    }

    /// All that are not zero.
    public var summary: String {
        Self.all.filter { self[keyPath: $0.path] > 0 }.map { "\($0.name) \(self[keyPath: $0.path])" }
            .joined(separator: ", ")
    }

    private static var all: [(name: String, path: WritableKeyPath<Facts, UInt64>)] {
        [
            ("events", \.events), ("sent", \.sent), ("bytes", \.sentBytes), ("delivered", \.delivered),
            ("lost", \.lost), ("blocked", \.blocked), ("duplicated", \.duplicated),
            ("corrupted", \.corrupted), ("truncated", \.truncated), ("replayed", \.replayed),
            ("forged", \.forged), ("foreign keys", \.foreignKeys), ("unheard", \.unheard),
            ("overflowed", \.overflowed), ("starts", \.starts),
            ("crashes", \.crashes), ("pauses", \.pauses), ("disks lost", \.disksLost),
            ("disks rolled back", \.disksRolledBack), ("clones", \.clones), ("leaves", \.leaves),
            ("forgets", \.forgets),
            ("clock steps", \.clockSteps), ("clock steps of months", \.clockYears),
            ("address changes", \.addressChanges),
            ("voter sets", \.voterSets), ("registrations", \.registrations), ("numbers told", \.numbersTold),
            ("beats", \.beats),
            ("beats unknown", \.beatsUnknown), ("false deaths", \.falseDeaths),
            ("false suspicions", \.falseSuspicions),
        ]
    }
}
