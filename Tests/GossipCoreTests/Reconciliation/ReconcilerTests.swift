import Testing

@testable import GossipCore

@Suite("Reconciliation")
struct ReconcilerTests {
    /// `count` items, of which both sides hold all but `differing`; those are missing at one side or older.
    private func pair(count: Int, differing: Int, seed: UInt64) -> [ReplicaPeer] {
        var random = SeededGenerator(seed: seed)
        var peers = [ReplicaPeer(), ReplicaPeer()]
        for number in 0..<count {
            var entry = ReplicaPeer.entry(number)
            switch number < differing ? random.below(3) : 3 {
            case 0: peers[0].merge(entry)
            case 1: peers[1].merge(entry)
            case 2:
                peers[0].merge(entry)
                entry.stamp.ticks += 1
                peers[1].merge(entry)
            default:
                peers[0].merge(entry)
                peers[1].merge(entry)
            }
        }
        return peers
    }

    @Test(
        "Two replicas of any size that differ in little are equal after one exchange of at most seven frames",
        arguments: [0, 1, 10, 100, 1_000, 20_000], [1, 5, 20])
    func fewDifferences(count: Int, differing: Int) {
        var exchange = Exchange(peers: pair(count: count, differing: min(differing, count), seed: 1))
        exchange.run(from: 0, to: 1)
        #expect(exchange.peers[0].contents == exchange.peers[1].contents)
        #expect(exchange.depth <= 7)
        // A path of ranges to each difference, sixteen siblings a level, and the leaf's list.
        let levels = 3
        let path = 14 * 16 * levels + 16 * 40 + 2 * 100 + 8
        #expect(exchange.bytes <= 14 * 16 + differing * path)
    }

    @Test(
        "Replicas that differ in everything become equal, in exchanges bounded by what each may carry",
        arguments: [10, 300, 5_000, 20_000])
    func manyDifferences(count: Int) {
        var exchange = Exchange(peers: pair(count: count, differing: count, seed: 2))
        var exchanges = 0
        while exchange.peers[0].index.fingerprint != exchange.peers[1].index.fingerprint {
            exchange.run(from: exchanges % 2, to: 1 - exchanges % 2)
            exchanges += 1
            guard exchanges <= 2 + count / 256 else { break }
        }
        #expect(exchange.peers[0].contents == exchange.peers[1].contents)
        #expect(exchanges <= 2 + count / 256)
        // Every difference may travel both ways (100 bytes an entry, as counted here), with its hashes.
        #expect(exchange.bytes <= 4_000 + count * 320)
    }

    @Test("An empty joiner learns everything from a full peer, whoever begins", arguments: [0, 1])
    func joiner(first: Int) {
        var exchange = Exchange(peers: [ReplicaPeer(), ReplicaPeer()])
        for number in 0..<5_000 { exchange.peers[1].merge(ReplicaPeer.entry(number)) }
        var exchanges = 0
        while exchange.peers[0].index.count < 5_000, exchanges < 40 {
            exchange.run(from: first, to: 1 - first)
            exchanges += 1
        }
        #expect(exchange.peers[0].contents == exchange.peers[1].contents)
        #expect(exchanges <= 5_000 / Reconciler.sendMax + 1)
    }

    @Test("Three replicas that compare themselves with random others become equal, though frames are lost")
    func three() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20 {
            var exchange = Exchange(peers: [ReplicaPeer(), ReplicaPeer(), ReplicaPeer()])
            for number in 0..<random.below(2_000) {
                for peer in 0..<3 where random.below(2) == 0 {
                    var entry = ReplicaPeer.entry(number)
                    entry.stamp.ticks += UInt64(random.below(3))
                    exchange.peers[peer].merge(entry)
                }
            }
            exchange.lossPercent = 20
            var exchanges = 0
            while Set(exchange.peers.map(\.index.fingerprint)).count > 1, exchanges < 400 {
                let from = random.below(3)
                exchange.run(from: from, to: (from + 1 + random.below(2)) % 3)
                exchanges += 1
            }
            #expect(exchange.peers[0].contents == exchange.peers[1].contents)
            #expect(exchange.peers[1].contents == exchange.peers[2].contents)
            for peer in exchange.peers { #expect(peer.index.invariantViolation() == nil) }
        }
    }

    @Test("A leaf with more items than a record holds is still reconciled, window by window")
    func crowdedLeaf() {
        var indexes = [ReconciliationIndex(), ReconciliationIndex()]
        for number in 0..<500 as Range<UInt64> {
            indexes[0].set(number + 1, for: number)
            if number % 7 != 0 { indexes[1].set(number + 1, for: number) }
        }
        let reconciler = Reconciler(plane: .cold)
        var random = SeededGenerator(seed: 5)
        for _ in 0..<100 {
            let leaf = indexes[1].summary(of: TreeRange(depth: 3, path: 0))
            let rotation = Int(truncatingIfNeeded: random.next())
            let list = reconciler.answer(
                Ranges(plane: .cold, summaries: [leaf]), index: indexes[0], rotation: rotation)
            for items in list.items {
                #expect(items.hashes.count <= Items.countMax)
                let answer = reconciler.answer(items, index: indexes[1], rotation: rotation)
                #expect(answer.send.isEmpty)
                for key in answer.want?.keys ?? [] { indexes[1].set(key + 1, for: key) }
            }
        }
        #expect(indexes[0].fingerprint == indexes[1].fingerprint)
    }

    @Test(
        "Whatever a peer sends, an answer stays within its bounds and names only what is here (INV-8, INV-10)"
    )
    func hostile() {
        var random = SeededGenerator(seed: 6)
        var index = ReconciliationIndex()
        for _ in 0..<20_000 { index.set(random.next(), for: random.next()) }
        let reconciler = Reconciler(plane: .cold)
        for _ in 0..<2_000 {
            let ranges = (0..<random.below(95)).map { _ in
                RangeSummary(
                    range: TreeRange(
                        depth: UInt8(random.below(random.below(2) == 0 ? 4 : 256)),
                        path: UInt16(random.below(random.below(2) == 0 ? 256 : 65_536))),
                    items: random.below(2) == 0 ? UInt64(random.below(3)) : random.next(),
                    fingerprint: random.next())
            }
            let rotation = Int(truncatingIfNeeded: random.next())
            let first = reconciler.answer(
                Ranges(plane: .cold, summaries: ranges), index: index, rotation: rotation)
            expectBounded(first, index: index)
            let items = Items(
                plane: .cold, range: ranges.first?.range ?? .root,
                hashes: (0..<random.below(71)).map { _ in ItemHash(key: random.next(), version: random.next())
                })
            expectBounded(reconciler.answer(items, index: index, rotation: rotation), index: index)
            let want = Want(plane: .cold, keys: items.hashes.map(\.key))
            #expect(reconciler.answer(want, index: index).isEmpty)
        }
    }

    private func expectBounded(_ answer: ReconciliationAnswer, index: ReconciliationIndex) {
        let listed = answer.items.reduce(0) { $0 + 12 + 16 * $1.hashes.count }
        let summarised = answer.ranges.reduce(0) { $0 + 14 * $1.summaries.count }
        #expect(listed + summarised <= Reconciler.answerBytesMax)
        #expect(answer.ranges.allSatisfy { $0.summaries.count <= Reconciler.rangesMax })
        #expect(answer.items.allSatisfy { $0.hashes.count <= Items.countMax })
        #expect((answer.want?.keys.count ?? 0) <= Items.countMax)
        #expect(answer.send.count <= Reconciler.sendMax)
        #expect(answer.send.allSatisfy { index.version(of: $0) != nil })
    }
}
