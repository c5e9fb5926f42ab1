/// A fleet's secret: 32 bytes for XChaCha20-Poly1305.
public struct GroupKey: Sendable {
    let bytes: [UInt8]

    /// - Returns: nil unless there are 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }
}

/// The keys of a node: the first seals, all open (DESIGN.md, Datagrams). The label separates fleets
/// that share a key by mistake; it is authenticated, never sent.
public struct Keyring: Sendable {
    public private(set) var keys: [GroupKey]
    public let label: [UInt8]

    /// - Parameter keys: at least one.
    public init(keys: [GroupKey], label: [UInt8]) {
        precondition(!keys.isEmpty)
        self.keys = keys
        self.label = label
    }
}
