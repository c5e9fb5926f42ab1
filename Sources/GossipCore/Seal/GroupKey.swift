import CSodium

/// A fleet's secret: 32 bytes for XChaCha20-Poly1305.
public struct GroupKey: Sendable {
    let bytes: [UInt8]
    public let hint: KeyHint

    /// - Returns: nil unless there are 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES) else { return nil }
        self.bytes = bytes
        var hash = [UInt8](repeating: 0, count: Int(crypto_generichash_BYTES))
        _ = crypto_generichash(&hash, hash.count, bytes, UInt64(bytes.count), nil, 0)
        hint = KeyHint(rawValue: hash.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    }
}
