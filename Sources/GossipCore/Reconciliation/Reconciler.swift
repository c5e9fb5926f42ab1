/// Finds what two replicas of a plane hold differently, by ranges (Meyer 2023; docs/protocol.md,
/// Reconciliation). No session: each frame is answered from the frame and the index alone, within
/// fixed bounds of work and bytes, and what does not fit waits for the next mismatch.
///
/// `rotation` is any random number: it picks where a bounded answer begins, so that a large difference
/// is fetched in different parts from different peers, and no part starves.
struct Reconciler: Sendable {
    /// Up to this many items of a range are told one by one: 16 children cost 13 bytes each, and another
    /// round trip, an item costs 16; 24 is about where the two are even.
    static let fewItems = 24
    /// Summaries of one record: (1,155 - 17 - 5) / 14, as counts to 2,097,151 take three bytes.
    static let rangesMax = 80
    /// Contents that one frame may set off. A member is about 100 bytes, an entry 200: 20 to 40 datagrams.
    static let sendMax = 256
    /// Bytes of ranges and items in answer to one frame: four datagrams, room for all children of 16 ranges.
    static let answerBytesMax = 4 * 1_130

    let plane: Plane

    /// The first frame, for a peer whose fingerprint differs: all items of a small map, else the summaries
    /// of the root's children.
    func opening(_ index: ReconciliationIndex) -> ReconciliationAnswer {
        var answer = ReconciliationAnswer()
        if index.count <= Self.fewItems {
            answer.items = [Items(plane: plane, range: .root, hashes: index.items(in: .root))]
        } else {
            answer.ranges = [
                Ranges(plane: plane, summaries: TreeRange.root.children.map { index.summary(of: $0) })
            ]
        }
        return answer
    }

    /// Answers `ranges`. For each range that differs: nothing there at the peer, the contents; few items
    /// here, or a leaf, the list of items; few items there, our own summary, so that the peer lists; else the
    /// summaries of the range's children.
    func answer(_ ranges: Ranges, index: ReconciliationIndex, rotation: Int) -> ReconciliationAnswer {
        var answer = ReconciliationAnswer()
        var summaries: [RangeSummary] = []
        var bytesLeft = Self.answerBytesMax
        let offers = ranges.summaries
        for step in 0..<offers.count {
            let offer = offers[(step + Self.positive(rotation) % offers.count) % offers.count]
            guard offer.range.isValid else { continue }
            let own = index.summary(of: offer.range)
            if own.items == offer.items, own.fingerprint == offer.fingerprint { continue }
            if offer.items == 0 {
                send(contentsOf: offer.range, index: index, rotation: rotation, unless: [], into: &answer)
            } else if own.items <= Self.fewItems || offer.range.depth >= TreeRange.depthMax {
                let items = list(offer.range, index: index, rotation: rotation)
                bytesLeft -= 12 + 16 * items.hashes.count
                if bytesLeft < 0 { break }
                answer.items.append(items)
            } else if offer.items <= Self.fewItems {
                bytesLeft -= 14
                if bytesLeft < 0 { break }
                summaries.append(own)
            } else {
                bytesLeft -= 14 * 16
                if bytesLeft < 0 { break }
                summaries += offer.range.children.map { index.summary(of: $0) }
            }
        }
        for start in stride(from: 0, to: summaries.count, by: Self.rangesMax) {
            let end = min(start + Self.rangesMax, summaries.count)
            answer.ranges.append(Ranges(plane: plane, summaries: Array(summaries[start..<end])))
        }
        return answer
    }

    /// Answers `items`: the contents that the peer lacks or holds otherwise, and a `want` for what we lack or
    /// hold otherwise. Which of two versions stands only their merge can tell, so both travel.
    func answer(_ items: Items, index: ReconciliationIndex, rotation: Int) -> ReconciliationAnswer {
        var answer = ReconciliationAnswer()
        guard items.range.isValid, items.hashes.count <= Items.countMax else { return answer }
        let told = items.hashes.filter { items.range.contains($0.key) }.sorted { $0.key < $1.key }
        var wanted: [UInt64] = []
        for item in told where index.version(of: item.key) != item.version && wanted.last != item.key {
            wanted.append(item.key)
        }
        if !wanted.isEmpty { answer.want = Want(plane: plane, keys: wanted) }
        send(contentsOf: items.range, index: index, rotation: rotation, unless: told, into: &answer)
        return answer
    }

    /// Answers `want`: the contents of those that we hold.
    func answer(_ want: Want, index: ReconciliationIndex) -> ReconciliationAnswer {
        var answer = ReconciliationAnswer()
        answer.send = want.keys.prefix(Want.countMax).filter { index.version(of: $0) != nil }
        return answer
    }

    /// The list of a range. A leaf with more items than a record holds is cut to a window of it; a list of
    /// exactly `Items.countMax` speaks only of the keys from its first to its last.
    private func list(_ range: TreeRange, index: ReconciliationIndex, rotation: Int) -> Items {
        var hashes = index.items(in: range)
        if hashes.count > Items.countMax {
            let windows = (hashes.count + Items.countMax - 1) / Items.countMax
            let window = Self.positive(rotation) % windows
            let start = min(window * Items.countMax, hashes.count - Items.countMax)
            hashes = Array(hashes[start..<start + Items.countMax])
        }
        return Items(plane: plane, range: range, hashes: hashes)
    }

    /// - Parameter told: what the peer holds in this range, ordered by key.
    private func send(
        contentsOf range: TreeRange, index: ReconciliationIndex, rotation: Int, unless told: [ItemHash],
        into answer: inout ReconciliationAnswer
    ) {
        guard answer.send.count < Self.sendMax else { return }
        var covered = range.firstKey...range.lastKey
        if told.count >= Items.countMax, let first = told.first, let last = told.last {
            covered = first.key...last.key
        }
        index.forEachItem(in: range, from: Self.positive(rotation)) { item in
            guard covered.contains(item.key), !Self.contains(item, in: told) else { return true }
            answer.send.append(item.key)
            return answer.send.count < Self.sendMax
        }
    }

    private static func contains(_ item: ItemHash, in sorted: [ItemHash]) -> Bool {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].key < item.key { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && sorted[low] == item
    }

    private static func positive(_ rotation: Int) -> Int { rotation & Int.max }
}
