import Testing

@testable import GossipCore

@Suite("Slot index")
struct SlotIndexTests {
    /// Keys in a dense array whose last one takes the place of a removed one, as tables do it; hashes that
    /// collide often.
    private struct Table {
        var keys: [Int] = []
        var index = SlotIndex()
        let hash: @Sendable (Int) -> Int

        func find(_ key: Int) -> Int? { index.find(hash(key)) { keys[$0] == key } }

        mutating func insert(_ key: Int) {
            keys.append(key)
            index.insert(keys.count - 1, hash: hash(key)) { hash(keys[$0]) }
        }

        mutating func remove(_ key: Int) {
            guard let place = find(key) else { return }
            index.remove(place, hash: hash(key)) { hash(keys[$0]) }
            let last = keys.count - 1
            if place < last {
                index.move(last, to: place, hash: hash(keys[last]))
                keys.swapAt(place, last)
            }
            keys.removeLast()
        }
    }

    @Test(
        "It agrees with a plain set, however the hashes collide",
        arguments: [{ $0 }, { $0 % 7 }, { _ in -1 }, { $0 &* 0x9E37_79B9 }] as [@Sendable (Int) -> Int])
    func model(hash: @escaping @Sendable (Int) -> Int) {
        var random = SeededGenerator(seed: 5)
        var table = Table(hash: hash)
        var keys: Set<Int> = []
        for _ in 0..<4_000 {
            let key = random.below(150)
            if keys.remove(key) != nil {
                table.remove(key)
            } else {
                keys.insert(key)
                table.insert(key)
            }
            let asked = random.below(150)
            #expect(table.find(asked).map { table.keys[$0] } == (keys.contains(asked) ? asked : nil))
            #expect(table.index.count == keys.count)
        }
    }

    @Test("Taking out what is not there changes nothing")
    func absent() {
        var table = Table { $0 }
        table.index.remove(3, hash: 3) { $0 }
        for key in 0..<20 { table.insert(key) }
        table.index.remove(100, hash: 4) { $0 }
        #expect((0..<20).allSatisfy { table.find($0) == $0 } && table.index.count == 20)
    }
}
