// The bytes of a voting packet.
//
//     signed     kind 1 | set id 16 | epoch varint | sender NodeID | body | signature 64
//     unsigned   kind 1 | body                                    (kinds from 32 on)
//
//     ballot     round varint | epoch varint | node NodeID | boot 8    (after a round of zero: nothing)
//     key        space 1 | name 16 | index 4
//     bytes      length varint | as many bytes
//     refusal    1 | ballot, 2 (sealed), 3 (limit)
//     set        lineage 16 | epoch varint | count 1 | count of: key 32
//
//      1 prepare       ballot | count 1, sequence varint each | count varint | key each
//      2 promises      ballot | sequence varint | count varint | each: key | 0, ballot, bytes or refusal
//      3 accept        ballot | count 1, sequence varint each | count varint | each: key | bytes
//      4 acceptances   ballot | sequence varint | count varint | each: key | 0 or refusal
//      5 seal          set
//      6 sealed        set | sequence varint | signature 64
//      7 fetch         key
//      8 page          key | last 1 | count varint | each: key | ballot | bytes
//      9 attest        nonce 8
//     10 attested      nonce 8 | sequence varint
//     32 succession    previous set id 16 | set | count 1 | each: NodeID | signature 64
//     33 behind        epoch varint

extension VotingMessage {
    var kind: UInt8 {
        switch self {
        case .prepare: 1
        case .promises: 2
        case .accept: 3
        case .acceptances: 4
        case .seal: 5
        case .sealed: 6
        case .fetch: 7
        case .page: 8
        case .attest: 9
        case .attested: 10
        case .succession: 32
        case .behind: 33
        }
    }

    static func isSigned(kind: UInt8) -> Bool { kind < 32 }

    func writeBody(to sink: inout some WireSink) {
        switch self {
        case .prepare(let ballot, let witnessed, let keys):
            Self.write(ballot, witnessed, keys, to: &sink)
        case .promises(let ballot, let sequence, let items):
            Self.write(ballot, sequence, items, to: &sink)
        case .accept(let ballot, let witnessed, let items):
            Self.write(ballot, witnessed, items, to: &sink)
        case .acceptances(let ballot, let sequence, let items):
            Self.write(ballot, sequence, items, to: &sink)
        case .seal(let next): next.write(to: &sink)
        case .sealed(let next, let sequence, let signature):
            next.write(to: &sink)
            sink.varint(sequence)
            signature.write(to: &sink)
        case .fetch(let key): key.write(to: &sink)
        case .page(let key, let isLast, let items):
            key.write(to: &sink)
            sink.byte(isLast ? 1 : 0)
            Self.write(items, to: &sink)
        case .attest(let nonce): sink.word64(nonce)
        case .attested(let nonce, let sequence):
            sink.word64(nonce)
            sink.varint(sequence)
        case .succession(let succession): succession.write(to: &sink)
        case .behind(let epoch): sink.varint(epoch.number)
        }
    }

    init(kind: UInt8, body reader: inout WireReader) throws(WireError) {
        switch kind {
        case 1:
            self = .prepare(
                try Ballot(from: &reader), witnessed: try Self.sequences(&reader), try Self.items(&reader))
        case 2:
            self = .promises(
                try Ballot(from: &reader), sequence: try reader.varint(), try Self.items(&reader))
        case 3:
            self = .accept(
                try Ballot(from: &reader), witnessed: try Self.sequences(&reader), try Self.items(&reader))
        case 4:
            self = .acceptances(
                try Ballot(from: &reader), sequence: try reader.varint(), try Self.items(&reader))
        case 5: self = .seal(next: try VoterSet(from: &reader))
        case 6:
            self = .sealed(
                next: try VoterSet(from: &reader), sequence: try reader.varint(),
                try Signature(from: &reader))
        case 7: self = .fetch(after: try RegisterKey(from: &reader))
        case 8:
            let key = try RegisterKey(from: &reader)
            let last = try reader.byte()
            guard last < 2 else { throw .value }
            self = .page(after: key, isLast: last == 1, try Self.items(&reader))
        case 9: self = .attest(nonce: try reader.word64())
        case 10: self = .attested(nonce: try reader.word64(), sequence: try reader.varint())
        case 32: self = .succession(try Succession(from: &reader))
        case 33: self = .behind(Epoch(try reader.varint()))
        default: throw .value
        }
    }

    /// A request of either phase.
    private static func write(
        _ ballot: Ballot, _ witnessed: [UInt64], _ items: [some WireValue], to sink: inout some WireSink
    ) {
        ballot.write(to: &sink)
        write(witnessed, to: &sink)
        write(items, to: &sink)
    }

    /// An answer in either phase.
    private static func write(
        _ ballot: Ballot, _ sequence: UInt64, _ items: [some WireValue], to sink: inout some WireSink
    ) {
        ballot.write(to: &sink)
        sink.varint(sequence)
        write(items, to: &sink)
    }

    private static func write(_ sequences: [UInt64], to sink: inout some WireSink) {
        sink.byte(UInt8(truncatingIfNeeded: sequences.count))
        for sequence in sequences { sink.varint(sequence) }
    }

    private static func sequences(_ reader: inout WireReader) throws(WireError) -> [UInt64] {
        let count = Int(try reader.byte())
        guard Limits.voterCounts.contains(count) else { throw .value }
        return try reader.list(count: count, bytesMin: 1) { reader throws(WireError) in try reader.varint() }
    }

    private static func write(_ items: [some WireValue], to sink: inout some WireSink) {
        sink.varint(UInt64(items.count))
        for item in items { item.write(to: &sink) }
    }

    private static func items<Item: WireValue>(_ reader: inout WireReader) throws(WireError) -> [Item] {
        let count = try reader.count(max: Limits.votingPacketBytesMax / RegisterKey.wireBytes)
        return try reader.list(count: count, bytesMin: RegisterKey.wireBytes) { reader throws(WireError) in
            try Item(from: &reader)
        }
    }
}

extension Acceptor.Refusal: WireValue {
    func write(to sink: inout some WireSink) {
        switch self {
        case .lower(let ballot):
            sink.byte(1)
            ballot.write(to: &sink)
        case .sealed: sink.byte(2)
        case .limit: sink.byte(3)
        }
    }

    init(from reader: inout WireReader) throws(WireError) { try self.init(tag: reader.byte(), &reader) }

    fileprivate init(tag: UInt8, _ reader: inout WireReader) throws(WireError) {
        switch tag {
        case 1: self = .lower(than: try Ballot(from: &reader))
        case 2: self = .sealed
        case 3: self = .limit
        default: throw .value
        }
    }
}

extension PromiseItem: WireValue {
    func write(to sink: inout some WireSink) {
        key.write(to: &sink)
        switch promise {
        case .promised(let accepted, let value):
            sink.byte(0)
            accepted.write(to: &sink)
            sink.bytes(value)
        case .refused(let refusal): refusal.write(to: &sink)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        key = try RegisterKey(from: &reader)
        let tag = try reader.byte()
        guard tag == 0 else {
            promise = .refused(try Acceptor.Refusal(tag: tag, &reader))
            return
        }
        promise = .promised(
            accepted: try Ballot(from: &reader), value: try reader.bytes(max: Limits.registerBytesMax))
    }
}

extension AcceptItem: WireValue {
    func write(to sink: inout some WireSink) {
        key.write(to: &sink)
        sink.bytes(value)
    }

    init(from reader: inout WireReader) throws(WireError) {
        key = try RegisterKey(from: &reader)
        value = try reader.bytes(max: Limits.registerBytesMax)
    }
}

extension AcceptanceItem: WireValue {
    func write(to sink: inout some WireSink) {
        key.write(to: &sink)
        switch acceptance {
        case .accepted: sink.byte(0)
        case .refused(let refusal): refusal.write(to: &sink)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        key = try RegisterKey(from: &reader)
        let tag = try reader.byte()
        acceptance = tag == 0 ? .accepted : .refused(try Acceptor.Refusal(tag: tag, &reader))
    }
}

extension PageItem: WireValue {
    func write(to sink: inout some WireSink) {
        key.write(to: &sink)
        accepted.write(to: &sink)
        sink.bytes(value)
    }

    init(from reader: inout WireReader) throws(WireError) {
        key = try RegisterKey(from: &reader)
        accepted = try Ballot(from: &reader)
        value = try reader.bytes(max: Limits.registerBytesMax)
    }
}
