// The bytes of every record, encode and decode side by side.
//
//     prologue      sender NodeID | flags 1 (PrologueFlags)
//     record        type 1 | length varint | body
//
//     NodeID        16 bytes as people write them
//     Address       IPv6 or IPv4-mapped 16 as people write it | port 2
//     bytes, text   length varint | as many bytes
//     range         depth 1 | path 2
//
//      1 ping           challenge 8 | target 8 | incarnation varint | cold 8 | hot 4
//      2 ack            challenge 8 | incarnation varint | cold 8 | hot 4
//      3 ping-request   challenge 8 | target NodeID | address
//      4 nack           challenge 8
//      5 indirect ack   challenge 8 | target NodeID | incarnation varint
//      6 suspect        member NodeID | incarnation varint | by NodeID
//      7 dead           the same
//      8 member         id NodeID | incarnation varint | state 1 | boot tag 4 | gossip address
//                       | has http 1 | http address (zeros without) | name text | region text
//                       | forgotten-at varint
//      9 entry          space 1 | key bytes | ticks 8 | writer NodeID | payload bytes
//     10 report         key bytes | claim ticks 8 | claim writer NodeID | sequence varint | payload bytes
//     11 ranges         plane 1 | count 1 | count of: range | items varint | fingerprint 8
//     12 items          plane 1 | range | count varint | count of: key hash 8 | version hash 8
//     13 want           plane 1 | count varint | count of: key hash 8
//     14 message        all of the body
//     16 voting         all of the body (VotingMessage+Layout.swift)
//     17 lineage        lineage 16
//     18 call           challenge 8
//     19 candidacy      challenge 8 | candidacy (Candidacy.swift)
//
// Integers are little-endian, varints LEB128 in their shortest form: a value has one spelling alone.

/// A value with a place in a datagram.
protocol WireValue {
    func write(to sink: inout some WireSink)
    init(from reader: inout WireReader) throws(WireError)
}

extension NodeID: WireValue {
    static let wireBytes = 16

    @inline(__always)
    func write(to sink: inout some WireSink) {
        sink.ordered64(high)
        sink.ordered64(low)
    }

    @inline(__always)
    init(from reader: inout WireReader) throws(WireError) {
        self.init(high: try reader.ordered64(), low: try reader.ordered64())
    }
}

extension Address: WireValue {
    @inline(__always)
    func write(to sink: inout some WireSink) {
        sink.ordered64(high)
        sink.ordered64(low)
        sink.word16(port)
    }

    @inline(__always)
    init(from reader: inout WireReader) throws(WireError) {
        self.init(high: try reader.ordered64(), low: try reader.ordered64(), port: try reader.word16())
    }
}

extension Incarnation: WireValue {
    @inline(__always)
    func write(to sink: inout some WireSink) { sink.varint(number) }

    @inline(__always)
    init(from reader: inout WireReader) throws(WireError) { self.init(try reader.varint()) }
}

extension Stamp: WireValue {
    @inline(__always)
    func write(to sink: inout some WireSink) {
        sink.word64(ticks)
        writer.write(to: &sink)
    }

    @inline(__always)
    init(from reader: inout WireReader) throws(WireError) {
        self.init(ticks: try reader.word64(), writer: try NodeID(from: &reader))
    }
}

extension Ping: WireValue {
    func write(to sink: inout some WireSink) {
        sink.word64(challenge)
        sink.word64(target)
        incarnation.write(to: &sink)
        sink.word64(cold)
        sink.word32(hot)
    }

    init(from reader: inout WireReader) throws(WireError) {
        challenge = try reader.word64()
        target = try reader.word64()
        incarnation = try Incarnation(from: &reader)
        cold = try reader.word64()
        hot = try reader.word32()
    }
}

extension Ack: WireValue {
    func write(to sink: inout some WireSink) {
        sink.word64(challenge)
        incarnation.write(to: &sink)
        sink.word64(cold)
        sink.word32(hot)
        sink.word32(clockMinutes)
    }

    init(from reader: inout WireReader) throws(WireError) {
        challenge = try reader.word64()
        incarnation = try Incarnation(from: &reader)
        cold = try reader.word64()
        hot = try reader.word32()
        clockMinutes = try reader.word32()
    }
}

extension PingRequest: WireValue {
    func write(to sink: inout some WireSink) {
        sink.word64(challenge)
        target.write(to: &sink)
        address.write(to: &sink)
    }

    init(from reader: inout WireReader) throws(WireError) {
        challenge = try reader.word64()
        target = try NodeID(from: &reader)
        address = try Address(from: &reader)
    }
}

extension Nack: WireValue {
    func write(to sink: inout some WireSink) { sink.word64(challenge) }

    init(from reader: inout WireReader) throws(WireError) { challenge = try reader.word64() }
}

extension IndirectAck: WireValue {
    func write(to sink: inout some WireSink) {
        sink.word64(challenge)
        target.write(to: &sink)
        incarnation.write(to: &sink)
    }

    init(from reader: inout WireReader) throws(WireError) {
        challenge = try reader.word64()
        target = try NodeID(from: &reader)
        incarnation = try Incarnation(from: &reader)
    }
}

extension Accusation: WireValue {
    func write(to sink: inout some WireSink) {
        member.write(to: &sink)
        incarnation.write(to: &sink)
        by.write(to: &sink)
    }

    init(from reader: inout WireReader) throws(WireError) {
        member = try NodeID(from: &reader)
        incarnation = try Incarnation(from: &reader)
        by = try NodeID(from: &reader)
    }
}

extension MemberRecord: WireValue {
    func write(to sink: inout some WireSink) {
        id.write(to: &sink)
        incarnation.write(to: &sink)
        sink.byte(state.rawValue)
        sink.word32(bootTag)
        gossip.write(to: &sink)
        sink.byte(http == nil ? 0 : 1)
        (http ?? Address(high: 0, low: 0, port: 0)).write(to: &sink)
        sink.text(name)
        sink.text(region)
        sink.varint(forgottenAt.milliseconds)
    }

    init(from reader: inout WireReader) throws(WireError) {
        let id = try NodeID(from: &reader)
        let incarnation = try Incarnation(from: &reader)
        guard let state = MemberState(rawValue: try reader.byte()) else { throw .value }
        let bootTag = try reader.word32()
        let gossip = try Address(from: &reader)
        let hasHTTP = try reader.byte()
        let http = try Address(from: &reader)
        guard hasHTTP == 1 || (hasHTTP == 0 && http == Address(high: 0, low: 0, port: 0)) else {
            throw .value
        }
        self.init(
            id: id, incarnation: incarnation, state: state, bootTag: bootTag, gossip: gossip,
            http: hasHTTP == 1 ? http : nil,
            name: try reader.text(max: Limits.nameBytesMax),
            region: try reader.text(max: Limits.nameBytesMax),
            forgottenAt: WallTime(milliseconds: try reader.varint()))
    }
}

extension Entry: WireValue {
    func write(to sink: inout some WireSink) {
        sink.byte(key.space.rawValue)
        sink.bytes(key.bytes)
        stamp.write(to: &sink)
        sink.bytes(payload)
    }

    init(from reader: inout WireReader) throws(WireError) {
        let space = Keyspace(rawValue: try reader.byte())
        self.init(
            key: EntryKey(space: space, bytes: try reader.bytes(max: Limits.keyBytesMax)),
            stamp: try Stamp(from: &reader),
            payload: try reader.bytes(max: Limits.entryPayloadBytesMax))
    }
}

extension Report: WireValue {
    func write(to sink: inout some WireSink) {
        sink.bytes(key)
        version.claim.write(to: &sink)
        sink.varint(version.sequence)
        sink.bytes(payload)
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init(
            key: try reader.bytes(max: Limits.keyBytesMax),
            version: Version(claim: try Stamp(from: &reader), sequence: try reader.varint()),
            payload: try reader.bytes(max: Limits.entryPayloadBytesMax))
    }
}

extension Plane: WireValue {
    func write(to sink: inout some WireSink) { sink.byte(rawValue) }

    init(from reader: inout WireReader) throws(WireError) {
        guard let plane = Plane(rawValue: try reader.byte()) else { throw .value }
        self = plane
    }
}

extension TreeRange: WireValue {
    func write(to sink: inout some WireSink) {
        sink.byte(depth)
        sink.word16(path)
    }

    init(from reader: inout WireReader) throws(WireError) {
        depth = try reader.byte()
        path = try reader.word16()
        guard depth <= Self.depthMax, path >> (4 * UInt16(depth)) == 0 else { throw .value }
    }
}

extension RangeSummary: WireValue {
    static let wireBytesMin = 12

    func write(to sink: inout some WireSink) {
        range.write(to: &sink)
        sink.varint(items)
        sink.word64(fingerprint)
    }

    init(from reader: inout WireReader) throws(WireError) {
        range = try TreeRange(from: &reader)
        items = try reader.varint()
        fingerprint = try reader.word64()
    }
}

extension Ranges: WireValue {
    func write(to sink: inout some WireSink) {
        plane.write(to: &sink)
        precondition(summaries.count <= Self.countMax)
        sink.byte(UInt8(truncatingIfNeeded: summaries.count))
        for summary in summaries { summary.write(to: &sink) }
    }

    init(from reader: inout WireReader) throws(WireError) {
        plane = try Plane(from: &reader)
        summaries = try reader.list(
            count: Int(try reader.byte()), bytesMin: RangeSummary.wireBytesMin, RangeSummary.init(from:))
    }
}

extension ItemHash: WireValue {
    static let wireBytes = 16

    func write(to sink: inout some WireSink) {
        sink.word64(key)
        sink.word64(version)
    }

    init(from reader: inout WireReader) throws(WireError) {
        key = try reader.word64()
        version = try reader.word64()
    }
}

extension Items: WireValue {
    func write(to sink: inout some WireSink) {
        plane.write(to: &sink)
        range.write(to: &sink)
        sink.varint(UInt64(hashes.count))
        for hash in hashes { hash.write(to: &sink) }
    }

    init(from reader: inout WireReader) throws(WireError) {
        plane = try Plane(from: &reader)
        range = try TreeRange(from: &reader)
        hashes = try reader.list(
            count: try reader.count(max: Self.countMax), bytesMin: ItemHash.wireBytes, ItemHash.init(from:))
    }
}

extension Want: WireValue {
    func write(to sink: inout some WireSink) {
        plane.write(to: &sink)
        sink.varint(UInt64(keys.count))
        for key in keys { sink.word64(key) }
    }

    init(from reader: inout WireReader) throws(WireError) {
        plane = try Plane(from: &reader)
        keys = try reader.list(count: try reader.count(max: Self.countMax), bytesMin: 8) {
            reader throws(WireError) in try reader.word64()
        }
    }
}
