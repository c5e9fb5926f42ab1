/// The records of one opened datagram, decoded one at a time. All of them are checked before the first
/// is handed out, so that a datagram counts whole or not at all.
struct RecordReader {
    /// Who sealed the datagram, by its own word: the group key proves a member, not which one.
    let sender: NodeID
    private var reader: WireReader

    /// - Parameter plaintext: from `Opener.open`; must outlive the reader.
    init(_ plaintext: UnsafeRawBufferPointer) throws(WireError) {
        var prologue = WireReader(plaintext)
        sender = try NodeID(from: &prologue)
        // Flags: sent as zero, and not looked at, so that a later version may say something in them that
        // an earlier one can live without.
        _ = try prologue.byte()
        reader = prologue
        var check = WireReader(
            UnsafeRawBufferPointer(rebasing: plaintext[Self.prologueBytes...]), keepsArrays: false)
        while try Self.next(&check) != nil {}
    }

    /// Sender and flags.
    static let prologueBytes = NodeID.wireBytes + 1

    /// The next record of a known type; nil at the end.
    mutating func next() -> Record? {
        do {
            return try Self.next(&reader)
        } catch {
            preconditionFailure("\(error) in a datagram that was checked")
        }
    }

    /// Skips records of unknown types: a newer version sends them.
    private static func next(_ reader: inout WireReader) throws(WireError) -> Record? {
        while reader.remaining > 0 {
            let type = RecordType(rawValue: try reader.byte())
            let length = try reader.count(max: Limits.plaintextBytesMax)
            let body = try reader.part(length)
            if let type { return try Record(type, body: body) }
        }
        return nil
    }
}
