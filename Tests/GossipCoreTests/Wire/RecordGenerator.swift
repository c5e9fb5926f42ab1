@testable import GossipCore

/// Random records of every type, small and at their limits, from a seed.
struct RecordGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func record() -> Record {
        let types = RecordType.allCases
        return record(types[random.below(types.count)])
    }

    mutating func record(_ type: RecordType) -> Record {
        switch type {
        case .ping:
            .ping(
                Ping(
                    challenge: word(), target: word(), incarnation: Incarnation(word()), cold: word(),
                    hot: UInt32(truncatingIfNeeded: word())))
        case .ack:
            .ack(
                Ack(
                    challenge: word(), incarnation: Incarnation(word()), cold: word(),
                    hot: UInt32(truncatingIfNeeded: word()),
                    clockMinutes: UInt32(truncatingIfNeeded: word())))
        case .pingRequest: .pingRequest(PingRequest(challenge: word(), target: nodeID(), address: address()))
        case .nack: .nack(Nack(challenge: word()))
        case .indirectAck:
            .indirectAck(IndirectAck(challenge: word(), target: nodeID(), incarnation: Incarnation(word())))
        case .suspect: .suspect(accusation())
        case .dead: .dead(accusation())
        case .member: .member(member())
        case .entry: .entry(entry())
        case .report:
            .report(
                Report(
                    key: bytes(max: Limits.keyBytesMax), version: .init(claim: stamp(), sequence: word()),
                    payload: bytes(max: Limits.entryPayloadBytesMax)))
        case .ranges:
            .ranges(Ranges(plane: plane(), summaries: (0..<random.below(60)).map { _ in summary() }))
        case .items:
            .items(
                Items(
                    plane: plane(), range: range(),
                    hashes: (0..<random.below(Items.countMax + 1)).map { _ in
                        ItemHash(key: word(), version: word())
                    }))
        case .want:
            .want(
                Want(plane: plane(), keys: (0..<random.below(Want.countMax + 1)).map { _ in word() }))
        case .message: .message(bytes(max: Limits.messageBytesMax))
        case .voting: .voting(bytes(max: Limits.votingPacketBytesMax))
        case .lineage: .lineage(lineage())
        case .call: .call(Call(challenge: random.next()))
        case .candidacy: .candidacy(CallAnswer(challenge: random.next(), candidacy: candidacy()))
        }
    }

    /// Of every magnitude, so that varints have every length.
    mutating func word() -> UInt64 {
        switch random.below(8) {
        case 0: 0
        case 1: .max
        default: random.next() >> UInt64(random.below(64))
        }
    }

    mutating func nodeID() -> NodeID { NodeID(high: random.next(), low: random.next()) }

    mutating func address() -> Address {
        Address(high: word(), low: word(), port: UInt16(truncatingIfNeeded: random.next()))
    }

    mutating func stamp() -> Stamp { Stamp(ticks: word(), writer: nodeID()) }

    private mutating func lineage() -> Lineage { Lineage(high: random.next(), low: random.next()) }

    private mutating func candidacy() -> Candidacy {
        guard let key = VoterKey(bytes: (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }) else {
            preconditionFailure("32 bytes are a key")
        }
        var candidacy = Candidacy(key: key, mayVote: random.below(2) == 0, expects: word())
        candidacy.founder = random.below(2) == 0 ? nil : nodeID()
        candidacy.lineage = random.below(2) == 0 ? nil : lineage()
        candidacy.voting = random.below(2) == 0 ? nil : Epoch(word())
        return candidacy
    }

    mutating func accusation() -> Accusation {
        Accusation(member: nodeID(), incarnation: Incarnation(word()), by: nodeID())
    }

    mutating func entry() -> Entry {
        Entry(
            key: EntryKey(
                space: Keyspace(rawValue: UInt8(truncatingIfNeeded: random.next())),
                bytes: bytes(max: Limits.keyBytesMax)),
            stamp: stamp(), payload: bytes(max: Limits.entryPayloadBytesMax))
    }

    mutating func member() -> MemberRecord {
        MemberRecord(
            id: nodeID(), incarnation: Incarnation(word()),
            state: MemberState.allCases[random.below(MemberState.allCases.count)],
            bootTag: UInt32(truncatingIfNeeded: random.next()), gossip: address(),
            http: random.below(2) == 0 ? nil : address(), name: text(), region: text(),
            forgottenAt: WallTime(milliseconds: word()))
    }

    private mutating func summary() -> RangeSummary {
        RangeSummary(range: range(), items: word() >> 40, fingerprint: random.next())
    }

    private mutating func range() -> TreeRange {
        let depth = random.below(Int(TreeRange.depthMax) + 1)
        return TreeRange(depth: UInt8(depth), path: UInt16(random.below(1 << (4 * depth))))
    }

    private mutating func plane() -> Plane { Plane.allCases[random.below(Plane.allCases.count)] }

    mutating func bytes(max: Int) -> [UInt8] {
        let count = [0, 1, 127, 128, max, random.below(max + 1)][random.below(6)]
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    /// Up to 64 bytes of ASCII, Greek, and what lies beyond the basic plane.
    private mutating func text() -> String {
        var text = ""
        let letters = ["a", "-", "7", "é", "e\u{301}", "Ω", "日", "\u{10FFFF}", "\0"]
        let bytesMax = random.below(Limits.nameBytesMax + 1)
        while true {
            let letter = letters[random.below(letters.count)]
            if text.utf8.count + letter.utf8.count > bytesMax { return text }
            text += letter
        }
    }
}
