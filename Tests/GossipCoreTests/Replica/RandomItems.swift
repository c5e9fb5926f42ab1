@testable import GossipCore

/// Draws items from small domains, so that keys, stamps and contents collide often.
struct RandomItems {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func writer() -> NodeID { NodeID(high: 0, low: UInt64(random.below(3))) }

    mutating func stamp() -> Stamp { Stamp(ticks: UInt64(random.below(6)), writer: writer()) }

    mutating func bytes(_ lengthMax: Int) -> [UInt8] {
        (0..<random.below(lengthMax + 1)).map { _ in UInt8(random.below(2)) }
    }

    mutating func entry(keys: Int = 4) -> Entry {
        let space = Keyspace(rawValue: random.below(2) == 0 ? 1 : 129)
        return Entry(
            key: EntryKey(space: space, bytes: [UInt8(random.below(keys))]), stamp: stamp(),
            payload: bytes(2))
    }

    mutating func report(keys: Int = 4) -> Report {
        Report(
            key: [UInt8(random.below(keys))],
            version: Report.Version(claim: stamp(), sequence: UInt64(random.below(3))), payload: bytes(2))
    }

    mutating func member(id: NodeID = NodeID(high: 4, low: 4)) -> MemberRecord {
        let texts = ["", "a", "\u{E9}", "e\u{301}"]
        return MemberRecord(
            id: id, incarnation: Incarnation(UInt64(random.below(3))),
            state: MemberState.allCases[random.below(MemberState.allCases.count)],
            bootTag: UInt32(random.below(2)),
            gossip: Address(ipv4: UInt32(random.below(2)), port: 1),
            http: random.below(2) == 0 ? nil : Address(ipv4: 1, port: UInt16(random.below(2))),
            name: texts[random.below(4)], region: texts[random.below(4)],
            forgottenAt: WallTime(milliseconds: UInt64(random.below(3))))
    }
}
