import Testing

@testable import GossipCore

@Suite("The codec on random input")
struct CodecPropertyTests {
    @Test("Records come back as they were, and one record has one encoding", arguments: RecordType.allCases)
    func roundTrip(type: RecordType) throws {
        var generator = RecordGenerator(seed: UInt64(type.rawValue))
        for _ in 0..<500 {
            let record = generator.record(type)
            let encoded = record.encoded()
            #expect(encoded.count == record.frameBytes)
            let decoded = try Plaintext.read(Plaintext.prologue + encoded).get()
            #expect(decoded == [record])
            #expect(decoded.first?.encoded() == encoded)
        }
    }

    @Test(
        "Every record of whatever content fits a datagram by itself (INV-8)", arguments: RecordType.allCases)
    func fits(type: RecordType) {
        var generator = RecordGenerator(seed: 99)
        for _ in 0..<500 { #expect(generator.record(type).frameBytes <= DatagramBuilder.roomMax) }
    }

    @Test("The largest of each kind fits a datagram by itself (INV-8)")
    func largest() {
        let key = [UInt8](repeating: 1, count: Limits.keyBytesMax)
        let payload = [UInt8](repeating: 1, count: Limits.entryPayloadBytesMax)
        let node = NodeID(high: .max, low: .max)
        let stamp = Stamp(ticks: .max, writer: node)
        let name = String(repeating: "n", count: Limits.nameBytesMax)
        let address = Address(high: .max, low: .max, port: .max)
        // 127 items a range take one byte of varint: the most ranges that a record may hold.
        let summary = RangeSummary(range: .root, items: 127, fingerprint: .max)
        let largest: [Record] = [
            .entry(
                Entry(
                    key: EntryKey(space: Keyspace(rawValue: 255), bytes: key), stamp: stamp, payload: payload)
            ),
            .report(Report(key: key, version: .init(claim: stamp, sequence: .max), payload: payload)),
            .message([UInt8](repeating: 1, count: Limits.messageBytesMax)),
            .voting([UInt8](repeating: 1, count: Limits.votingPacketBytesMax)),
            .member(
                MemberRecord(
                    id: node, incarnation: Incarnation(.max), state: .forgotten, bootTag: .max,
                    gossip: address, http: address, name: name, region: name,
                    forgottenAt: WallTime(milliseconds: .max))),
            .ranges(
                Ranges(plane: .cold, summaries: Array(repeating: summary, count: Ranges.countMax))),
            .items(
                Items(
                    plane: .cold, range: .root,
                    hashes: Array(repeating: ItemHash(key: 1, version: 1), count: Items.countMax))),
            .want(Want(plane: .cold, keys: Array(repeating: 1, count: Want.countMax))),
        ]
        for record in largest { #expect(record.frameBytes <= DatagramBuilder.roomMax) }
        let lineage = Record.lineage(Lineage(high: 1, low: 1)).frameBytes
        for record in largest.prefix(4) { #expect(record.frameBytes + lineage <= DatagramBuilder.roomMax) }
    }

    @Test("100,000 random plaintexts give records or an error, and never trap (INV-10)")
    func randomPlaintexts() {
        var random = SeededGenerator(seed: 3)
        var (read, refused) = (0, 0)
        for _ in 0..<100_000 {
            var plaintext = Plaintext.prologue
            // A known type first, so that the bodies are reached.
            plaintext.append(UInt8(random.below(16)))
            let count = random.below(64)
            plaintext.append(UInt8(count))
            for _ in 0..<count { plaintext.append(UInt8(truncatingIfNeeded: random.next())) }
            if Plaintext.read(plaintext).wireError == nil { read += 1 } else { refused += 1 }
        }
        #expect(read > 1_000)
        #expect(refused > 1_000)
    }

    @Test("100,000 mutated plaintexts give records or an error, and never trap (INV-10)")
    func mutatedPlaintexts() {
        var generator = RecordGenerator(seed: 4)
        var (read, refused) = (0, 0)
        var plaintext: [UInt8] = []
        for round in 0..<100_000 {
            if round % 10 == 0 {
                plaintext = Plaintext.of((0..<1 + generator.random.below(3)).map { _ in generator.record() })
            }
            if Plaintext.read(Mutation.of(plaintext, by: &generator.random)).wireError == nil {
                read += 1
            } else {
                refused += 1
            }
        }
        #expect(read > 1_000)
        #expect(refused > 1_000)
    }

    @Test("Whatever a mutated plaintext is read as, encodes to something that is read the same")
    func mutatedStaysCanonical() throws {
        var generator = RecordGenerator(seed: 5)
        var checked = 0
        for _ in 0..<5_000 {
            let plaintext = Mutation.of(Plaintext.of([generator.record()]), by: &generator.random)
            guard let records = try? Plaintext.read(plaintext).get() else { continue }
            let again = Plaintext.of(records)
            #expect(try Plaintext.read(again).get() == records)
            // Without a skipped record, the bytes are the same too: a value has one spelling alone.
            if again.count == plaintext.count { #expect(again.dropFirst(17) == plaintext.dropFirst(17)) }
            checked += 1
        }
        #expect(checked > 500)
    }

    @Test("100,000 random and 100,000 mutated datagrams are dropped for a reason (INV-9, INV-10)")
    func datagrams() throws {
        var fixture = try SealingFixture()
        var generator = RecordGenerator(seed: 6)
        let original = fixture.sealed([generator.record(.ping), generator.record(.member)])
        var opened = 0
        for _ in 0..<100_000 {
            let count = generator.random.below(300)
            var datagram = [UInt8](repeating: 0, count: count)
            for index in datagram.indices {
                datagram[index] = UInt8(truncatingIfNeeded: generator.random.next())
            }
            // Half of them with the right version and hint.
            if generator.random.below(2) == 0, count >= 5 {
                datagram.replaceSubrange(0..<5, with: original[0..<5])
            }
            if fixture.open(datagram).isOpened { opened += 1 }
            let mutated = Mutation.of(original, by: &generator.random)
            if mutated != original, fixture.open(mutated).isOpened { opened += 1 }
        }
        #expect(opened == 0)
        #expect(fixture.open(original).isOpened)
    }
}
