import Testing

@testable import GossipCore

@Suite("The reconciliation index")
struct ReconciliationIndexTests {
    @Test("agrees with a dictionary at every range, after any mixture of inserts, changes and removals")
    func model() {
        var random = SeededGenerator(seed: 11)
        var model: [UInt64: UInt64] = [:]
        var index = ReconciliationIndex()
        for step in 0..<6_000 {
            // Few keys, in few leaves, so that all cases occur often.
            let key =
                UInt64(random.below(3)) << 62 | UInt64(random.below(40)) << 52 | UInt64(random.below(20))
            let version: UInt64? = random.below(3) == 0 ? nil : random.next()
            let former = index.set(version, for: key)
            #expect(former == model[key])
            model[key] = version
            #expect(index.version(of: key) == version)
            guard step % 500 == 499 else { continue }
            #expect(index.invariantViolation() == nil)
            for depth in 0...3 as ClosedRange<UInt8> {
                for path in 0..<(1 << (4 * Int(depth))) {
                    let range = TreeRange(depth: depth, path: UInt16(path))
                    let items = model.filter { depth == 0 || $0.key >> (64 - 4 * UInt64(depth)) == path }
                    let summary = index.summary(of: range)
                    #expect(summary.items == UInt64(items.count))
                    #expect(index.count(in: range) == items.count)
                    #expect(summary.fingerprint == items.values.reduce(0, &+))
                    #expect(index.items(in: range).map(\.key) == items.keys.sorted())
                }
            }
        }
    }

    @Test("An empty index has no items anywhere, and its children add up like any other's")
    func empty() {
        let index = ReconciliationIndex()
        for range in [TreeRange.root] + TreeRange.root.children + [TreeRange(depth: 3, path: 4_095)] {
            #expect(index.summary(of: range) == RangeSummary(range: range, items: 0, fingerprint: 0))
            #expect(index.items(in: range).isEmpty)
        }
        #expect(index.version(of: 5) == nil && index.invariantViolation() == nil)
    }

    @Test("The ranges of a depth cover all keys and do not overlap")
    func cover() {
        for depth in 1...3 as ClosedRange<UInt8> {
            var next: UInt64 = 0
            for path in 0..<(1 << (4 * Int(depth))) {
                let range = TreeRange(depth: depth, path: UInt16(path))
                #expect(range.isValid && range.firstKey == next)
                next = range.lastKey &+ 1
            }
            #expect(next == 0)
        }
        #expect(TreeRange.root.contains(0) && TreeRange.root.contains(.max))
        let outside: [(UInt8, UInt16)] = [(0, 1), (1, 16), (2, 256), (3, 4_096), (4, 0), (255, 0)]
        for (depth, path) in outside { #expect(!TreeRange(depth: depth, path: path).isValid) }
    }
}
