import Testing

@testable import GossipCore

@Suite("Building datagrams")
struct DatagramBuilderTests {
    @Test("Several datagrams stand end to end in the arena, each whole")
    func endToEnd() throws {
        var fixture = try SealingFixture()
        var outbox = Outbox()
        for challenge in UInt64(1)...3 {
            var datagram = DatagramBuilder(
                to: Address(ipv4: 0x7F00_0001, port: UInt16(challenge)), from: SealingFixture.sender,
                in: &outbox)
            datagram.append(.nack(Nack(challenge: challenge)), in: &outbox)
            #expect(datagram.count == 1)
            let bytes = datagram.finish(with: &fixture.sealer, in: &outbox)
            #expect(bytes == 29 + 17 + 10 + 16)
        }
        #expect(outbox.bytes.count == 3 * 72)
        for (index, datagram) in outbox.datagrams.enumerated() {
            #expect(datagram.range == index * 72..<(index + 1) * 72)
            #expect(datagram.to.port == UInt16(index + 1))
            let text = try fixture.open(Array(outbox.bytes[datagram.range])).get()
            #expect(try Plaintext.read(text).get() == [.nack(Nack(challenge: UInt64(index + 1)))])
        }
    }

    @Test("Records are taken while they fit; one that does not changes nothing")
    func room() throws {
        var fixture = try SealingFixture()
        var outbox = Outbox()
        var datagram = DatagramBuilder(to: SealingFixture.peer, from: SealingFixture.sender, in: &outbox)
        #expect(datagram.room == 1_138)
        var records: [Record] = []
        var generator = RecordGenerator(seed: 7)
        while datagram.room >= 10 {
            let record = generator.record()
            let (bytes, room) = (outbox.bytes.count, datagram.room)
            let isTaken = datagram.append(record, in: &outbox)
            #expect(isTaken == (record.frameBytes <= room))
            #expect(datagram.room == room - (isTaken ? record.frameBytes : 0))
            #expect(outbox.bytes.count == bytes + (isTaken ? record.frameBytes : 0))
            if isTaken { records.append(record) }
        }
        #expect(datagram.count == records.count)
        let bytes = datagram.finish(with: &fixture.sealer, in: &outbox)
        #expect(bytes <= 1_200)
        #expect(try Plaintext.read(try fixture.open(outbox.bytes).get()).get() == records)
    }

    @Test("A record may fill the datagram to its last byte")
    func full() throws {
        var fixture = try SealingFixture()
        var outbox = Outbox()
        var datagram = DatagramBuilder(to: SealingFixture.peer, from: SealingFixture.sender, in: &outbox)
        // Frames of 1,003, 136 and 135 bytes into 1,138.
        let first = datagram.append(.message([UInt8](repeating: 1, count: 1_000)), in: &outbox)
        let tooLong = datagram.append(.message([UInt8](repeating: 2, count: 133)), in: &outbox)
        let exact = datagram.append(.message([UInt8](repeating: 3, count: 132)), in: &outbox)
        #expect([first, tooLong, exact] == [true, false, true])
        #expect(datagram.room == 0)
        let bytes = datagram.finish(with: &fixture.sealer, in: &outbox)
        #expect(bytes == 1_200)
        #expect(fixture.open(outbox.bytes).isOpened)
    }

    @Test("An encoded record is the record")
    func encoded() throws {
        var fixture = try SealingFixture()
        let record = Record.nack(Nack(challenge: 9))
        var outbox = Outbox()
        var datagram = DatagramBuilder(to: SealingFixture.peer, from: SealingFixture.sender, in: &outbox)
        datagram.append(encoded: record.encoded(), in: &outbox)
        let tooLong = datagram.append(encoded: [UInt8](repeating: 0, count: 1_129), in: &outbox)
        #expect(!tooLong)
        datagram.finish(with: &fixture.sealer, in: &outbox)
        #expect(try Plaintext.read(try fixture.open(outbox.bytes).get()).get() == [record])
    }

    @Test("Flags arrive as they were set", arguments: [[], PrologueFlags.reconciliation])
    func flags(flags: PrologueFlags) throws {
        var fixture = try SealingFixture()
        var outbox = Outbox()
        let datagram = DatagramBuilder(
            to: SealingFixture.peer, from: SealingFixture.sender, flags: flags, in: &outbox)
        datagram.finish(with: &fixture.sealer, in: &outbox)
        let text = try fixture.open(outbox.bytes).get()
        try text.withUnsafeBytes { bytes in
            let reader = try RecordReader(bytes)
            #expect(reader.flags == flags)
        }
    }

    @Test("A datagram that is never finished leaves nothing behind")
    func abandoned() throws {
        var fixture = try SealingFixture()
        let first = fixture.sealed()
        var abandoned = DatagramBuilder(
            to: SealingFixture.peer, from: SealingFixture.sender, in: &fixture.outbox)
        abandoned.append(.message([1, 2, 3]), in: &fixture.outbox)

        var next = DatagramBuilder(to: SealingFixture.peer, from: SealingFixture.sender, in: &fixture.outbox)
        next.append(.nack(Nack(challenge: 2)), in: &fixture.outbox)
        next.finish(with: &fixture.sealer, in: &fixture.outbox)
        #expect(
            fixture.outbox.datagrams.map(\.range) == [
                0..<first.count, first.count..<fixture.outbox.bytes.count,
            ])
        let text = try fixture.open(Array(fixture.outbox.bytes[first.count...])).get()
        #expect(try Plaintext.read(text).get() == [.nack(Nack(challenge: 2))])
    }
}
