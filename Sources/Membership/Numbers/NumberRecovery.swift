public import GossipCore

/// The numbers that are left when the voters lost their majority for good: those of the map, which were decided, and
/// those that registers of survivors hold (docs/voting.md, A majority that is lost for good).
public struct NumberRecovery: Sendable {
    /// What is known of one fleet.
    public struct Fleet: Sendable, Hashable {
        /// Nil where only registers tell of it: they hold no name.
        public var name: String?
        /// Numbers that are known to be somebody's.
        public var known = 0
        /// Those of them that the map did not hold.
        public var knownFromVotes = 0
        public var highest: UInt32 = 0
        /// Given before the highest one, nobody here knows to whom. They stay taken.
        public var withoutHolder: [UInt32] = []
        public var registered = 0
        /// Registered clusters without a number, by identity.
        public var withoutNumber: [String] = []
        /// Slots that a survivor accepted, and that were decided otherwise, or later.
        public var contradicted = 0
    }

    /// By name.
    public let fleets: [Fleet]
    /// What all registers are to hold: the rolls written anew, the others as they were.
    public let registers: [RegisterKey: [UInt8]]
    /// How many registers are no slots of rolls.
    public let otherRegisters: Int

    /// - Parameters:
    ///   - registers: what was accepted last of each.
    ///   - entries: of the map.
    public init(registers: [RegisterKey: [UInt8]], entries: some Sequence<Entry>) {
        var pages: [RegisterKey: Page] = [:]
        for entry in entries { Self.take(entry, into: &pages) }
        var kept: [RegisterKey: [UInt8]] = [:]
        for (key, value) in registers {
            if key.space == Ledger.space, let run = Roll.run(value) {
                pages[key.at(0), default: Page()].runs[key.index] = run
            } else {
                kept[key] = value
            }
        }
        otherRegisters = kept.count
        var fleets: [Fleet] = []
        for (register, page) in pages {
            var page = page
            page.believe()
            fleets.append(page.fleet)
            kept.merge(Roll.slots(of: page.items, in: register)) { _, new in new }
        }
        self.registers = kept
        self.fleets = fleets.sorted { ($0.name ?? "", $0.highest) < ($1.name ?? "", $1.highest) }
    }

    private static func take(_ entry: Entry, into pages: inout [RegisterKey: Page]) {
        if let key = NumberKey(entry.key), let identity = NumberKey.identity(decoding: entry.payload) {
            let register = Ledger.register(of: key.fleet)
            pages[register, default: Page()].name = key.fleet
            pages[register, default: Page()].hold(key.number.value, identity.utf8)
        } else if let identity = RegistrationEntry.identity(of: entry.key),
            let registration = RegistrationEntry(decoding: entry.payload)
        {
            let register = Ledger.register(of: registration.fleet)
            pages[register, default: Page()].name = registration.fleet
            pages[register, default: Page()].registered.append(identity)
        }
    }

    /// One fleet.
    private struct Page {
        var name: FleetName?
        var registered: [ClusterIdentity] = []
        /// By slot.
        var runs: [UInt32: (first: UInt32, items: [[UInt8]])] = [:]
        private var holders: [UInt32: [UInt8]] = [:]
        /// The lowest of each.
        private var numbers: [[UInt8]: UInt32] = [:]
        private var knownFromVotes = 0
        private var contradicted = 0

        mutating func hold(_ number: UInt32, _ item: [UInt8]) {
            holders[number] = item
            numbers[item] = min(number, numbers[item] ?? number)
        }

        /// Takes the runs, the last one first: who proposed it knew where the one before it ends.
        mutating func believe() {
            for (slot, run) in runs.sorted(by: { $0.key > $1.key }) {
                let numbered = Array(zip(run.first..., run.items))
                let next = runs[slot + 1]?.first
                let agrees =
                    (next == nil || next == run.first + UInt32(run.items.count))
                    && numbered.allSatisfy { number, item in
                        holders[number, default: item] == item && numbers[item, default: number] == number
                    }
                guard agrees else {
                    contradicted += 1
                    continue
                }
                for (number, item) in numbered where holders[number] == nil {
                    hold(number, item)
                    knownFromVotes += 1
                }
            }
        }

        private var highest: UInt32 {
            // A run that is not believed shows all the same that what is before it was given.
            max(holders.keys.max() ?? 0, runs.values.map { $0.first - 1 }.max() ?? 0)
        }

        /// What stands on the roll, from number 1.
        var items: [[UInt8]] {
            (1..<highest + 1).map { number in
                guard let item = holders[number], numbers[item] == number else { return Self.taken(number) }
                return item
            }
        }

        /// Stands for a holder that is not known: no identity, as it is no UTF-8.
        private static func taken(_ number: UInt32) -> [UInt8] {
            [0xFF] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
        }

        var fleet: Fleet {
            Fleet(
                name: name?.text, known: holders.count, knownFromVotes: knownFromVotes, highest: highest,
                withoutHolder: (1..<highest + 1).filter { holders[$0] == nil }, registered: registered.count,
                withoutNumber: registered.filter { numbers[$0.utf8] == nil }.map(\.text).sorted(),
                contradicted: contradicted)
        }
    }
}
