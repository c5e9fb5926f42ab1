/// The records of one opened datagram, decoded one at a time. All of them are checked before the first
/// is handed out, so that a datagram counts whole or not at all.
struct RecordReader {
    /// Who sealed the datagram, by its own word: the group key proves a member, not which one.
    let sender: NodeID
    /// Bits this version does not know are not looked at.
    let flags: PrologueFlags
    private var reader: WireReader

    /// - Parameter plaintext: from `Opener.open`; must outlive the reader.
    init(_ plaintext: UnsafeRawBufferPointer) throws(WireError) {
        var prologue = WireReader(plaintext)
        sender = try NodeID(from: &prologue)
        flags = PrologueFlags(rawValue: try prologue.byte())
        reader = prologue
        var check = WireReader(
            UnsafeRawBufferPointer(rebasing: plaintext[Self.prologueBytes...]), keepsContents: false)
        while let (type, body) = try Self.frame(&check) { _ = try Record(type, body: body) }
    }

    /// Sender and flags.
    static let prologueBytes = NodeID.wireBytes + 1

    /// The next record of a known type; nil at the end.
    mutating func next() -> Record? {
        do {
            guard let (type, body) = try Self.frame(&reader) else { return nil }
            return try Record(type, body: body)
        } catch {
            preconditionFailure("\(error) in a datagram that was checked")
        }
    }

    /// Skips records of unknown types: a newer version sends them.
    private static func frame(_ reader: inout WireReader) throws(WireError) -> (RecordType, WireReader)? {
        while reader.remaining > 0 {
            let type = RecordType(rawValue: try reader.byte())
            let length = try reader.count(max: Limits.plaintextBytesMax)
            let body = try reader.part(length)
            if let type { return (type, body) }
        }
        return nil
    }
}
