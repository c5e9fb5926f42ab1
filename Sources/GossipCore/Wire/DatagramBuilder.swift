/// One datagram in the making, at the end of an outbox's arena. One at a time for each outbox; one that
/// is dropped without `finish` leaves nothing behind.
///
///     var datagram = DatagramBuilder(to: peer, from: id, in: &outbox)
///     datagram.append(.ack(ack), in: &outbox)
///     traffic.sentBytes += UInt64(datagram.finish(with: &sealer, in: &outbox))
struct DatagramBuilder: ~Copyable {
    let to: Address
    private let start: Int
    /// Records so far.
    private(set) var count = 0
    /// Bytes that records may still take, with type and length.
    private(set) var room: Int

    static let roomMax = Limits.plaintextBytesMax - RecordReader.prologueBytes

    /// Appends the header's room and the prologue.
    init(to: Address, from sender: NodeID, flags: PrologueFlags = [], in outbox: inout Outbox) {
        self.to = to
        // What an unfinished datagram left behind goes.
        start = outbox.datagrams.last?.range.upperBound ?? 0
        room = Self.roomMax
        if outbox.bytes.count > start { outbox.bytes.removeSubrange(start...) }
        outbox.write(Limits.headerBytes + RecordReader.prologueBytes) { writer in
            for _ in 0..<Limits.headerBytes { writer.byte(0) }
            sender.write(to: &writer)
            writer.byte(flags.rawValue)
        }
    }

    /// Appends a record if it fits; otherwise the datagram stays as it is.
    @discardableResult
    mutating func append(_ record: Record, in outbox: inout Outbox) -> Bool {
        let body = record.bodyBytes
        let size = Record.frameBytes(body: body)
        guard size <= room else { return false }
        outbox.write(size) { writer in record.write(to: &writer, bodyBytes: body) }
        room -= size
        count += 1
        return true
    }

    /// Appends a record that was encoded before (`Record.encoded`), if it fits.
    @discardableResult
    mutating func append(encoded record: [UInt8], in outbox: inout Outbox) -> Bool {
        guard record.count <= room else { return false }
        outbox.bytes.append(contentsOf: record)
        room -= record.count
        count += 1
        return true
    }

    /// Seals the datagram where it stands and hands it to the outbox.
    /// - Returns: its bytes on the wire, without UDP and IP.
    @discardableResult
    consuming func finish(with sealer: inout Sealer, in outbox: inout Outbox) -> Int {
        outbox.write(Limits.tagBytes) { writer in
            for _ in 0..<Limits.tagBytes { writer.byte(0) }
        }
        let range = start..<outbox.bytes.count
        outbox.bytes.withUnsafeMutableBytes { bytes in
            sealer.seal(UnsafeMutableRawBufferPointer(rebasing: bytes[range]))
        }
        outbox.datagrams.append(Outbox.Datagram(to: to, range: range))
        return range.count
    }
}

extension Outbox {
    /// Appends exactly `size` bytes to the arena.
    @inline(__always)
    fileprivate mutating func write(_ size: Int, _ body: (inout WireWriter) -> Void) {
        bytes.append(addingCapacity: size) { span in
            span.withUnsafeMutableBufferPointer { buffer, count in
                var writer = WireWriter(UnsafeMutableRawBufferPointer(buffer))
                body(&writer)
                precondition(writer.count == size)
                count = size
            }
        }
    }
}
