import Testing

@testable import GossipCore

@Suite("Member and probe tables")
struct TableTests {
    private func slot(_ number: Int, _ state: MemberState, since: UInt64 = 0) -> MemberSlot {
        MemberSlot(
            record: RawPeer(number).record(state), since: Instant(nanoseconds: since),
            sinceWall: WallTime(milliseconds: 0), isVerified: true)
    }

    @Test("The index and the count of the living follow every insertion, change and removal")
    func consistency() {
        var table = MemberTable()
        for number in 0..<10 { _ = table.append(slot(number, number < 6 ? .alive : .dead)) }
        #expect(table.livingCount == 6)
        table.remove(TestFleet.id(2))
        table.remove(TestFleet.id(9))
        table.remove(TestFleet.id(100))
        for number in [0, 1, 3, 4, 5, 6, 7, 8] {
            #expect(table.find(TestFleet.id(number)).map { table[$0].record.id } == TestFleet.id(number))
            #expect(table.find(keyHash: TestFleet.id(number).keyHash) == table.find(TestFleet.id(number)))
        }
        #expect(table.find(TestFleet.id(2)) == nil)
        #expect(table.livingCount == 5)
        if let position = table.find(TestFleet.id(3)) { table[position].record.state = .left }
        #expect(table.livingCount == 4)
    }

    @Test("A full table evicts forgotten members first, then left, then dead ones, the oldest of each")
    func eviction() {
        var table = MemberTable()
        _ = table.append(slot(0, .alive))
        #expect(table.evictionCandidate() == nil)
        for (number, state, since) in [
            (1, MemberState.dead, 1), (2, .left, 5), (3, .left, 4), (4, .forgotten, 9), (5, .forgotten, 8),
        ] {
            _ = table.append(slot(number, state, since: UInt64(since)))
        }
        var order: [NodeID] = []
        while let next = table.evictionCandidate() {
            order.append(next)
            table.remove(next)
        }
        #expect(order == [5, 4, 3, 2, 1].map(TestFleet.id))
    }

    @Test("A name is found at the member that claimed it last, wherever removals move it")
    func names() {
        var table = MemberTable()
        for number in 0..<6 { table.claimName(table.append(slot(number, .alive))) }
        table.remove(TestFleet.id(0))
        #expect(table.find(name: "peer-0") == nil)
        #expect(table.find(name: "peer-5").map { table[$0].record.id } == TestFleet.id(5))
        guard let renamed = table.find(TestFleet.id(3)) else { return #expect(Bool(false)) }
        table[renamed].record.name = "peer-4"
        table.gaveUp(name: "peer-3", renamed)
        table.claimName(renamed)
        #expect(table.find(name: "peer-3") == nil)
        #expect(table.find(name: "peer-4") == renamed)
    }

    @Test("What is held of a member takes no more than its size says")
    func size() { #expect(MemoryLayout<MemberSlot>.stride <= 152) }

    @Test("Outstanding probes are bounded, relays to half of that, and a full table refuses (INV-8)")
    func probesAreBounded() {
        var table = ProbeTable()
        func probe(_ challenge: Int, _ purpose: Probe.Purpose) -> Probe {
            Probe(
                challenge: UInt64(challenge), target: TestFleet.id(1), address: TestFleet.address(1),
                purpose: purpose, startedAt: .zero, deadline: Instant(nanoseconds: UInt64(challenge)),
                endsAt: .zero)
        }
        var relays = 0
        for challenge in 1...200 {
            let relay = Probe.Purpose.relay(for: TestFleet.address(2), challenge: 1)
            if table.insert(probe(challenge, relay)) { relays += 1 }
        }
        #expect(relays == Limits.probesMax / 2)
        var others = 0
        for challenge in 201...400 where table.insert(probe(challenge, .confirmation)) { others += 1 }
        #expect(others == Limits.probesMax / 2)
        #expect(table.nextDeadline == Instant(nanoseconds: 1))
        if let first = table.index(challenge: 1) { table.remove(at: first) }
        #expect(table.nextDeadline == Instant(nanoseconds: 2))
        let hasRoom = table.insert(probe(500, .period))
        #expect(hasRoom)
    }
}
