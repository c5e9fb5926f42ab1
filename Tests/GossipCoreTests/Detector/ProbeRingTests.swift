import Testing

@testable import GossipCore

@Suite("Probe ring")
struct ProbeRingTests {
    private func ring(_ count: Int, _ random: inout SeededGenerator) -> ProbeRing {
        var ring = ProbeRing()
        for number in 0..<count { ring.insert(TestFleet.id(number), using: &random) }
        return ring
    }

    @Test("Every member is probed once in a pass, in an order that changes (SWIM 4.3)")
    func roundRobin() {
        var random = SeededGenerator(seed: 4)
        var ring = ring(20, &random)
        while ring.next(using: &random) != nil, !ring.isAtStart {}
        var passes: [[NodeID]] = []
        for _ in 0..<2 {
            var pass: [NodeID] = []
            for _ in 0..<20 {
                if let id = ring.next(using: &random) { pass.append(id) }
            }
            #expect(Set(pass).count == 20)
            passes.append(pass)
        }
        #expect(passes[0] != passes[1])
    }

    @Test("A joiner enters at a random place of the present pass (SWIM 4.3)")
    func randomPlace() {
        var places: Set<Int> = []
        for seed in 1...40 {
            var random = SeededGenerator(seed: UInt64(seed))
            var ring = ring(9, &random)
            ring.insert(TestFleet.id(99), using: &random)
            if let place = ring.members.firstIndex(of: TestFleet.id(99)) { places.insert(place) }
        }
        #expect(places.count > 6)
    }

    @Test("Who leaves the ring is not probed, and nobody else misses a turn")
    func removal() {
        var random = SeededGenerator(seed: 4)
        var ring = ring(10, &random)
        while ring.next(using: &random) != nil, !ring.isAtStart {}
        var probed: [NodeID] = []
        for _ in 0..<5 {
            if let id = ring.next(using: &random) { probed.append(id) }
        }
        ring.remove(probed[0])
        for _ in 0..<5 {
            if let id = ring.next(using: &random) { probed.append(id) }
        }
        #expect(Set(probed).count == 10)
        ring.remove(TestFleet.id(1_000))
        #expect(ring.members.count == 9)
    }

    @Test("Random peers are distinct, never the excluded one, and as many as there are")
    func picking() {
        var random = SeededGenerator(seed: 9)
        let ring = ring(12, &random)
        var picked: [NodeID] = []
        var seen: Set<NodeID> = []
        for _ in 0..<200 {
            ring.pick(3, except: TestFleet.id(5), using: &random, into: &picked)
            #expect(Set(picked).count == 3)
            #expect(!picked.contains(TestFleet.id(5)))
            seen.formUnion(picked)
        }
        #expect(seen.count == 11)
        ring.pick(50, except: nil, using: &random, into: &picked)
        #expect(Set(picked).count == 12)
    }
}

extension ProbeRing {
    /// Whether the next probe begins a pass.
    fileprivate var isAtStart: Bool {
        var copy = self
        var random = SeededGenerator(seed: 1)
        let before = copy.members
        _ = copy.next(using: &random)
        return copy.members != before
    }
}
