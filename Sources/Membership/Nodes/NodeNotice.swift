public import GossipCore

/// What a node says of its program and its group keys on the hot plane: a report under the key `FF 56 | node 16`, which is no
/// identity's, for it is not UTF-8. Nodes of earlier versions pass it on, and look at it no further.
///
/// ```
///  0        1            5
///  +--------+------------+----------------+------------------------------+
///  | format | boot tag 4 | version:       | keys: varint, as many hints  |
///  | 1      |            | varint, ASCII  | of 4, the first one seals    |
///  +--------+------------+----------------+------------------------------+
/// ```
/// The format is 1. Bytes after the end are of a later version, and are skipped.
public struct NodeNotice: Hashable, Sendable {
    /// Of the run that says so (`MemberRecord.bootTag`). A node that goes back to a program which does not tell its
    /// version is known by another tag, and the word of its former run is not taken for the present one.
    var bootTag: UInt32
    public var version: AgentVersion
    /// Of the group keys that open; the first seals. Names, which tell nothing of use about a key (`KeyHint`).
    public var keys: [KeyHint]

    private static let format: UInt8 = 1

    /// - Parameter keys: `Keyring.keysMax` at most.
    init(bootTag: UInt32, version: AgentVersion, keys: [KeyHint]) {
        self.bootTag = bootTag
        self.version = version
        self.keys = keys
    }

    func encoded() -> [UInt8] {
        var writer = PayloadWriter()
        writer.byte(Self.format)
        Self.write(bootTag, to: &writer)
        writer.text(version.text, max: AgentVersion.bytesMax)
        writer.varint(UInt64(keys.count))
        for key in keys { Self.write(key.rawValue, to: &writer) }
        return writer.bytes
    }

    /// - Returns: nil where the bytes are not a notice of this format.
    init?(decoding payload: [UInt8]) {
        var reader = PayloadReader(payload)
        guard reader.byte() == Self.format, let tag = Self.word(&reader),
            let version = reader.text(max: AgentVersion.bytesMax).flatMap({ AgentVersion($0) }),
            let count = reader.varint(), 1...UInt64(Keyring.keysMax) ~= count
        else { return nil }
        self.init(bootTag: tag, version: version, keys: [])
        for _ in 0..<count {
            guard let hint = Self.word(&reader) else { return nil }
            keys.append(KeyHint(rawValue: hint))
        }
    }

    private static func write(_ word: UInt32, to writer: inout PayloadWriter) {
        for shift: UInt32 in [0, 8, 16, 24] { writer.byte(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    private static func word(_ reader: inout PayloadReader) -> UInt32? {
        reader.fixed(4)?.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func key(_ node: NodeID) -> [UInt8] {
        var writer = PayloadWriter()
        writer.byte(0xFF)
        writer.byte(0x56)
        writer.node(node)
        return writer.bytes
    }

    /// Whose notice it is; nil for the key of something else.
    static func node(of key: [UInt8]) -> NodeID? {
        var reader = PayloadReader(key)
        guard reader.byte() == 0xFF, reader.byte() == 0x56, let node = reader.node(), reader.remaining == 0
        else { return nil }
        return node
    }
}
