import Testing

@testable import GossipCore

@Suite("INV-7: every merge is commutative, associative and idempotent")
struct MergeLawTests {
    /// Checks the three laws for `join` on triples from `draw`. Equality is that of `print`, to the byte.
    private func expectLattice<Item, Print: Equatable>(
        of draw: () -> Item, join: (Item, Item) -> Item, print: (Item) -> Print
    ) {
        for _ in 0..<20_000 {
            let (one, two, three) = (draw(), draw(), draw())
            #expect(print(join(one, two)) == print(join(two, one)))
            #expect(print(join(join(one, two), three)) == print(join(one, join(two, three))))
            #expect(print(join(one, one)) == print(one))
        }
    }

    @Test("of entries, in a space of the latest and in a write-once space", arguments: [1, 129] as [UInt8])
    func entries(space: UInt8) {
        var items = RandomItems(seed: 1)
        expectLattice(
            of: {
                var entry = items.entry()
                entry.key = EntryKey(space: Keyspace(rawValue: space), bytes: [1])
                return entry
            },
            join: { $1.wins(over: $0) ? $1 : $0 }, print: { $0 })
    }

    @Test("of reports")
    func reports() {
        var items = RandomItems(seed: 2)
        expectLattice(of: { items.report(keys: 1) }, join: { $1.wins(over: $0) ? $1 : $0 }, print: { $0 })
    }

    @Test("of member records, in which texts count by their bytes")
    func members() {
        var items = RandomItems(seed: 3)
        expectLattice(
            of: { items.member() },
            join: { one, two in
                var joined = one
                let before = one
                let isChanged = joined.merge(two)
                #expect(isChanged == (print(before) != print(joined)))
                return joined
            }, print: print)
    }

    @Test("of whole maps: any order of any operations, repeated at will, ends in one map and one fingerprint")
    func maps() {
        var items = RandomItems(seed: 4)
        for _ in 0..<200 {
            let entries = (0..<60).map { _ in items.entry(keys: 12) }
            let reports = (0..<60).map { _ in items.report(keys: 12) }
            var first = Replica()
            for entry in entries { first.merge(entry) }
            for report in reports { first.merge(report) }
            var second = Replica()
            for entry in (entries + entries).shuffled(using: &items.random) { second.merge(entry) }
            for report in (reports + reports).shuffled(using: &items.random) { second.merge(report) }
            #expect(first.contents == second.contents)
            #expect(first.coldIndex.fingerprint == second.coldIndex.fingerprint)
            #expect(first.hotIndex.fingerprint == second.hotIndex.fingerprint)
            #expect(first.coldIndex.invariantViolation() == nil)
            #expect(first.hotIndex.invariantViolation() == nil)
        }
    }

    @Test("A write-once entry keeps its first writer, a latest one takes the last")
    func spaces() {
        let (early, late) = (
            Stamp(ticks: 1, writer: NodeID(high: 0, low: 1)), Stamp(ticks: 2, writer: .init(high: 0, low: 0))
        )
        for (space, winner) in [(1, late), (127, late), (128, early), (255, early)] as [(UInt8, Stamp)] {
            let key = EntryKey(space: Keyspace(rawValue: space), bytes: [])
            var replica = Replica()
            replica.merge(Entry(key: key, stamp: early, payload: [1]))
            replica.merge(Entry(key: key, stamp: late, payload: [2]))
            #expect(replica.cold.entry(key)?.stamp == winner)
        }
    }

    @Test("States of a member override each other in SWIM's order, and a higher incarnation overrides all")
    func states() {
        var items = RandomItems(seed: 5)
        for weaker in MemberState.allCases {
            for stronger in MemberState.allCases where weaker < stronger {
                var record = items.member()
                (record.incarnation, record.state) = (Incarnation(7), weaker)
                var news = items.member()
                (news.incarnation, news.state) = (Incarnation(7), stronger)
                var joined = record
                let isOverridden = joined.merge(news)
                #expect(isOverridden && joined.state == stronger)
                joined = news
                let isWeakened = joined.merge(record)
                #expect(!isWeakened)
                news.incarnation = Incarnation(6)
                joined = record
                let isTakenBack = joined.merge(news)
                #expect(!isTakenBack && joined.state == weaker)
            }
        }
    }

    @Test(
        "A tombstone keeps the latest of its times, so that all nodes drop it at one time, and none too early"
    )
    func tombstone() {
        var items = RandomItems(seed: 6)
        var early = items.member()
        early.state = .forgotten
        early.forgottenAt = WallTime(milliseconds: 10)
        var late = early
        late.forgottenAt = WallTime(milliseconds: 20)
        var joined = early
        let isChanged = joined.merge(late)
        #expect(isChanged && joined.forgottenAt.milliseconds == 20)
        let isChangedAgain = joined.merge(early)
        #expect(!isChangedAgain && joined.forgottenAt.milliseconds == 20)
    }

    /// All of a record, texts as bytes: Swift's `==` calls NFC and NFD spellings equal.
    private func print(_ record: MemberRecord) -> [[UInt8]] {
        var stripped = record
        (stripped.name, stripped.region) = ("", "")
        return [Array("\(stripped)".utf8), Array(record.name.utf8), Array(record.region.utf8)]
    }
}
