import CSodium

/// The public half of a node's Ed25519 key; it fixes the node's id.
public struct VoterKey: Hashable, Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]
    /// The first 16 bytes of BLAKE2b of the key.
    public let id: NodeID

    /// - Returns: nil unless there are 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.wireBytes else { return nil }
        self.bytes = bytes
        let name = HashName(hashing: bytes)
        id = NodeID(high: name.high, low: name.low)
    }

    /// Whether the owner of this key signed `message`.
    func verifies(_ signature: Signature, of message: [UInt8]) -> Bool {
        guard signature.bytes.count == Signature.wireBytes else { return false }
        if SignatureScheme.current == .double { return signature == SignatureScheme.double(self, message) }
        return crypto_sign_verify_detached(signature.bytes, message, UInt64(message.count), bytes) == 0
    }
}

extension VoterKey: WireValue {
    static let wireBytes = 32

    func write(to sink: inout some WireSink) { bytes.withUnsafeBytes { sink.put($0) } }

    init(from reader: inout WireReader) throws(WireError) {
        // Also where the reader only checks and keeps no contents: the key's id is computed at once.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.wireBytes)
        for _ in 0..<Self.wireBytes { bytes.append(try reader.byte()) }
        guard let key = VoterKey(bytes: bytes) else { throw .value }
        self = key
    }
}
