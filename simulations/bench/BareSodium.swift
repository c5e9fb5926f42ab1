import CSodium

/// libsodium alone: one call to seal, one to open, in buffers that are there already.
struct BareSodium {
    private var text: [UInt8]
    private var sealed: [UInt8]
    private var tag = [UInt8](repeating: 0, count: 16)
    private var nonce = [UInt8](repeating: 1, count: 24)
    private let key = [UInt8](repeating: 2, count: 32)
    /// Version, hint and label.
    private let additionalData = [UInt8](repeating: 3, count: 10)

    /// - Parameter bytes: of plaintext.
    init(bytes: Int) {
        precondition(sodium_init() >= 0)
        text = [UInt8](repeating: 4, count: bytes)
        sealed = text
    }

    /// - Parameter bytes: the first so many, or all.
    mutating func seal(bytes: Int? = nil) {
        crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
            &sealed, &tag, nil, text, UInt64(bytes ?? text.count), additionalData,
            UInt64(additionalData.count), nil,
            nonce, key)
    }

    mutating func open() {
        let result = crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
            &text, nil, sealed, UInt64(sealed.count), tag, additionalData, UInt64(additionalData.count),
            nonce,
            key)
        precondition(result == 0)
    }
}
