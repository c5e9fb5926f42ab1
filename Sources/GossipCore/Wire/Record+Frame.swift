extension Record {
    /// Bytes of the whole record: type, length and body.
    var frameBytes: Int { Self.frameBytes(body: bodyBytes) }

    static func frameBytes(body: Int) -> Int {
        var meter = WireMeter()
        meter.varint(UInt64(body))
        return 1 + meter.count + body
    }

    var bodyBytes: Int {
        var meter = WireMeter()
        writeBody(to: &meter)
        return meter.count
    }

    /// `type 1 | length varint | body`.
    func write(to sink: inout some WireSink, bodyBytes: Int) {
        sink.byte(type.rawValue)
        sink.varint(UInt64(bodyBytes))
        writeBody(to: &sink)
    }

    /// The record's bytes, on their own: what two nodes compare when versions are equal, and what is
    /// hashed.
    func encoded() -> [UInt8] {
        let body = bodyBytes
        let size = Self.frameBytes(body: body)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var writer = WireWriter(UnsafeMutableRawBufferPointer(buffer))
            write(to: &writer, bodyBytes: body)
            count = writer.count
        }
    }

    private func writeBody(to sink: inout some WireSink) {
        switch self {
        case .ping(let ping): ping.write(to: &sink)
        case .ack(let ack): ack.write(to: &sink)
        case .pingRequest(let request): request.write(to: &sink)
        case .nack(let nack): nack.write(to: &sink)
        case .indirectAck(let ack): ack.write(to: &sink)
        case .suspect(let accusation), .dead(let accusation): accusation.write(to: &sink)
        case .member(let member): member.write(to: &sink)
        case .entry(let entry): entry.write(to: &sink)
        case .report(let report): report.write(to: &sink)
        case .ranges(let ranges): ranges.write(to: &sink)
        case .items(let items): items.write(to: &sink)
        case .want(let want): want.write(to: &sink)
        case .lineage(let lineage): lineage.write(to: &sink)
        case .call(let call): call.write(to: &sink)
        case .candidacy(let answer): answer.write(to: &sink)
        case .message(let bytes), .voting(let bytes): bytes.withUnsafeBytes { sink.put($0) }
        }
    }

    /// Decodes a body; trailing bytes are an error.
    init(_ type: RecordType, body: WireReader) throws(WireError) {
        var reader = body
        switch type {
        case .ping: self = .ping(try Ping(from: &reader))
        case .ack: self = .ack(try Ack(from: &reader))
        case .pingRequest: self = .pingRequest(try PingRequest(from: &reader))
        case .nack: self = .nack(try Nack(from: &reader))
        case .indirectAck: self = .indirectAck(try IndirectAck(from: &reader))
        case .suspect: self = .suspect(try Accusation(from: &reader))
        case .dead: self = .dead(try Accusation(from: &reader))
        case .member: self = .member(try MemberRecord(from: &reader))
        case .entry: self = .entry(try Entry(from: &reader))
        case .report: self = .report(try Report(from: &reader))
        case .ranges: self = .ranges(try Ranges(from: &reader))
        case .items: self = .items(try Items(from: &reader))
        case .want: self = .want(try Want(from: &reader))
        case .message: self = .message(try reader.rest(max: Limits.messageBytesMax))
        case .voting: self = .voting(try reader.rest(max: Limits.votingPacketBytesMax))
        case .lineage: self = .lineage(try Lineage(from: &reader))
        case .call: self = .call(try Call(from: &reader))
        case .candidacy: self = .candidacy(try CallAnswer(from: &reader))
        }
        try reader.end()
    }
}
