import Testing

@testable import GossipCore

@Suite("Reading records")
struct RecordReaderTests {
    private let nack = Record.nack(Nack(challenge: 1))

    @Test("The sender stands first, and unknown flags of a later version are let pass")
    func prologue() throws {
        let plaintext = [UInt8](0..<16) + [0xFF]
        try plaintext.withUnsafeBytes { bytes in
            var reader = try RecordReader(bytes)
            #expect(reader.sender == NodeID(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F))
            #expect(reader.flags.contains(.reconciliation))
            let record = reader.next()
            #expect(record == nil)
        }
    }

    @Test("A plaintext without a whole prologue is refused", arguments: 0..<17)
    func shortPrologue(count: Int) {
        #expect(Plaintext.read(Array(Plaintext.prologue.prefix(count))).wireError == .truncated)
    }

    @Test("A record of an unknown type is skipped, whatever it holds")
    func unknownType() throws {
        for type in [UInt8(0), 15, 200, 255] {
            let unknown = Plaintext.frame(type, [UInt8](repeating: 0xFF, count: 200))
            let plaintext = Plaintext.prologue + unknown + nack.encoded() + unknown
            #expect(try Plaintext.read(plaintext).get() == [nack])
        }
    }

    @Test("One bad record refuses the whole datagram, before any is handed out")
    func allOrNothing() {
        let plaintext = Plaintext.of([nack, nack]) + Plaintext.frame(4, [1, 2, 3])
        #expect(Plaintext.read(plaintext).wireError == .truncated)
    }

    @Test("Every record of a known type refuses bytes after its body's end, and a body cut anywhere")
    func bodyLength() throws {
        var generator = RecordGenerator(seed: 1)
        // A message, or one of the voters, is all of its body: it has no end of its own.
        for type in RecordType.allCases where type != .message && type != .voting {
            for _ in 0..<20 {
                let record = generator.record(type)
                let encoded = record.encoded()
                let body = Array(encoded.suffix(record.bodyBytes))
                if body.count < Limits.plaintextBytesMax {
                    let longer = Plaintext.prologue + Plaintext.frame(type.rawValue, body + [0])
                    #expect(Plaintext.read(longer).wireError == .trailing)
                }
                let cut = generator.random.below(body.count)
                let shorter = Plaintext.prologue + Plaintext.frame(type.rawValue, Array(body.prefix(cut)))
                #expect(Plaintext.read(shorter).wireError != nil)
            }
        }
    }

    @Test("A length beyond the datagram is refused", arguments: [9, 127, 1_155])
    func longFrame(length: Int) {
        var frame = Plaintext.frame(4, [UInt8](repeating: 0, count: length))
        frame.removeLast(length - 8)
        #expect(Plaintext.read(Plaintext.prologue + frame).wireError == .truncated)
    }

    @Test("A length beyond every datagram is refused by its size, up to the largest number")
    func hugeLength() {
        let tooLong = Plaintext.prologue + [4, 0x84, 0x09]  // 1,156
        #expect(Plaintext.read(tooLong).wireError == .limit)
        let largest = Plaintext.prologue + [4] + [UInt8](repeating: 0xFF, count: 9) + [1]
        #expect(Plaintext.read(largest).wireError == .limit)
    }

    @Test(
        "A varint that is longer than need be, or than 64 bits, is refused",
        arguments: [
            [0x80, 0x00], [0x88, 0x80, 0x00], [UInt8](repeating: 0xFF, count: 9) + [0x02],
            [UInt8](repeating: 0x80, count: 10) + [0x01],
        ])
    func badVarint(bytes: [UInt8]) {
        #expect(Plaintext.read(Plaintext.prologue + [4] + bytes).wireError == .varint)
    }

    @Test("A varint without an end is refused as truncated")
    func endlessVarint() {
        #expect(Plaintext.read(Plaintext.prologue + [4, 0x80]).wireError == .truncated)
    }

    @Test("Counts beyond what follows are refused, and nothing is made for them")
    func claimedCounts() {
        let items = Plaintext.frame(12, [0, 0, 0, 0, 70])
        #expect(Plaintext.read(Plaintext.prologue + items).wireError == .truncated)
        let want = Plaintext.frame(13, [0] + [0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
        #expect(Plaintext.read(Plaintext.prologue + want).wireError == .limit)
        let ranges = Plaintext.frame(11, [0, 255])
        #expect(Plaintext.read(Plaintext.prologue + ranges).wireError == .truncated)
    }

    @Test("Planes and ranges that are none are refused")
    func badReconciliation() {
        #expect(Plaintext.read(Plaintext.prologue + Plaintext.frame(13, [2, 0])).wireError == .value)
        let deep = Plaintext.frame(12, [0, 4, 0, 0, 0])
        #expect(Plaintext.read(Plaintext.prologue + deep).wireError == .value)
        let wide = Plaintext.frame(12, [0, 1, 16, 0, 0])
        #expect(Plaintext.read(Plaintext.prologue + wide).wireError == .value)
        let root = Plaintext.frame(12, [0, 0, 1, 0, 0])
        #expect(Plaintext.read(Plaintext.prologue + root).wireError == .value)
    }

    @Test("A member's state, HTTP flag and names are checked")
    func badMember() throws {
        var generator = RecordGenerator(seed: 2)
        var member = generator.member()
        member.incarnation = Incarnation(1)
        member.http = nil
        member.name = "name"
        member.region = ""
        let encoded = Plaintext.of([.member(member)])
        let body = Plaintext.prologue.count + 2
        func changed(_ offset: Int, _ byte: UInt8) -> WireError? {
            var plaintext = encoded
            plaintext[body + offset] = byte
            return Plaintext.read(plaintext).wireError
        }
        #expect(changed(17, 5) == .value)  // state
        #expect(changed(40, 2) == .value)  // flag
        #expect(changed(41, 1) == .value)  // an address that the flag denies
        #expect(changed(59, 65) == .limit)  // length of the name
        #expect(changed(60, 0xFF) == .text)
        #expect(changed(60, 0x6E) == nil)
    }

    @Test("Keys, payloads and messages over their limits are refused")
    func overLimits() {
        func entry(key: Int, payload: Int) -> WireError? {
            let entry = Entry(
                key: EntryKey(space: Keyspace(rawValue: 1), bytes: [UInt8](repeating: 0, count: key)),
                stamp: Stamp(ticks: 1, writer: NodeID(high: 1, low: 1)),
                payload: [UInt8](repeating: 0, count: payload))
            return Plaintext.read(Plaintext.of([.entry(entry)])).wireError
        }
        #expect(entry(key: 288, payload: 780) == nil)
        #expect(entry(key: 289, payload: 0) == .limit)
        #expect(entry(key: 0, payload: 781) == .limit)
        let message = Record.message([UInt8](repeating: 0, count: 1_001))
        #expect(Plaintext.read(Plaintext.of([message])).wireError == .limit)
    }
}
