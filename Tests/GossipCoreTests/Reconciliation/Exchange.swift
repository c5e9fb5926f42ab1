@testable import GossipCore

/// A replica of the cold plane for tests of the reconciler.
struct ReplicaPeer {
    var map = ColdMap()
    var index = ReconciliationIndex()

    mutating func merge(_ entry: Entry) { _ = map.merge(entry, index: &index) }

    var contents: [Entry] { map.entries(in: Keyspace(rawValue: 1)) }

    static func entry(_ number: Int) -> Entry {
        let bytes = [24, 16, 8, 0].map { UInt8(number >> $0 & 0xFF) }
        return Entry(
            key: EntryKey(space: Keyspace(rawValue: 1), bytes: bytes),
            stamp: Stamp(ticks: 100, writer: NodeID(high: 0, low: 7)), payload: [])
    }
}

/// Carries frames between peers until nobody answers, and counts them.
struct Exchange {
    enum Frame {
        case answer(ReconciliationAnswer)
        case contents([Entry])
    }

    var peers: [ReplicaPeer]
    var lossPercent = 0
    /// Frames in a row, each in answer to the one before, of the longest chain.
    private(set) var depth = 0
    /// As the wire would carry them: 14 a summary, 16 an item, 8 a want, 100 an entry.
    private(set) var bytes = 0
    private var random = SeededGenerator(seed: 99)
    private let reconciler = Reconciler(plane: .cold)

    init(peers: [ReplicaPeer]) { self.peers = peers }

    /// One exchange, begun by `first` because its fingerprint differs from `second`'s.
    mutating func run(from first: Int, to second: Int) {
        guard peers[first].index.fingerprint != peers[second].index.fingerprint else { return }
        var waiting = [(second, first, 1, Frame.answer(reconciler.opening(peers[first].index)))]
        while !waiting.isEmpty {
            let (at, from, steps, frame) = waiting.removeFirst()
            if random.below(100) < lossPercent { continue }
            depth = max(depth, steps)
            for answer in deliver(frame, at: at) { waiting.append((from, at, steps + 1, answer)) }
        }
    }

    private mutating func deliver(_ frame: Frame, at peer: Int) -> [Frame] {
        guard case .answer(let answer) = frame else {
            if case .contents(let entries) = frame { for entry in entries { peers[peer].merge(entry) } }
            return []
        }
        let rotation = Int(truncatingIfNeeded: random.next())
        var replies: [ReconciliationAnswer] = []
        for ranges in answer.ranges {
            replies.append(reconciler.answer(ranges, index: peers[peer].index, rotation: rotation))
        }
        for items in answer.items {
            replies.append(reconciler.answer(items, index: peers[peer].index, rotation: rotation))
        }
        if let want = answer.want { replies.append(reconciler.answer(want, index: peers[peer].index)) }
        return replies.flatMap { reply in frames(of: reply, at: peer) }
    }

    /// The contents leave first, as a node sends them, then the rest.
    private mutating func frames(of answer: ReconciliationAnswer, at peer: Int) -> [Frame] {
        bytes += answer.ranges.reduce(0) { $0 + 5 + 14 * $1.summaries.count }
        bytes += answer.items.reduce(0) { $0 + 12 + 16 * $1.hashes.count }
        bytes += (answer.want?.keys.count ?? 0) * 8 + answer.send.count * 100
        let contents = answer.send.compactMap { peers[peer].map.entry(keyHash: $0) }
        return [.contents(contents), .answer(answer)].filter { frame in
            switch frame {
            case .contents(let entries): !entries.isEmpty
            case .answer(let answer): !(answer.ranges.isEmpty && answer.items.isEmpty && answer.want == nil)
            }
        }
    }
}
