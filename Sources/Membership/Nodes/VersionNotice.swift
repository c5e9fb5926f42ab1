import GossipCore

/// What a node says of its program on the hot plane: a report under the key `FF 56 | node 16`, which is no
/// identity's, for it is not UTF-8. Nodes of earlier versions pass it on, and look at it no further.
///
/// ```
///  0        1            5
///  +--------+------------+----------------+
///  | format | boot tag 4 | version:       |
///  | 1      |            | varint, ASCII  |
///  +--------+------------+----------------+
/// ```
/// The format is 1. Bytes after the end are of a later version, and are skipped.
struct VersionNotice: Hashable, Sendable {
    /// Of the run that says so (`MemberRecord.bootTag`). A node that goes back to a program which does not tell its
    /// version is known by another tag, and the word of its former run is not taken for the present one.
    var bootTag: UInt32
    var version: AgentVersion

    private static let format: UInt8 = 1

    init(bootTag: UInt32, version: AgentVersion) {
        self.bootTag = bootTag
        self.version = version
    }

    func encoded() -> [UInt8] {
        var writer = PayloadWriter()
        writer.byte(Self.format)
        for shift: UInt32 in [0, 8, 16, 24] { writer.byte(UInt8(truncatingIfNeeded: bootTag >> shift)) }
        writer.text(version.text, max: AgentVersion.bytesMax)
        return writer.bytes
    }

    /// - Returns: nil where the bytes are not a notice of this format.
    init?(decoding payload: [UInt8]) {
        var reader = PayloadReader(payload)
        guard reader.byte() == Self.format, let tag = reader.fixed(4),
            let version = reader.text(max: AgentVersion.bytesMax).flatMap({ AgentVersion($0) })
        else { return nil }
        bootTag = tag.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        self.version = version
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
