import CSodium

/// What XChaCha20 makes of a key and the first 16 bytes of a nonce (HChaCha20; draft-irtf-cfrg-xchacha,
/// 2.3). These bytes are the boot id here, so that one subkey serves all datagrams of a boot, and what is
/// left of each is ChaCha20-Poly1305 (RFC 8439) with the counter as nonce.
struct Subkey {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    init(_ key: GroupKey, boot: BootID) {
        var boot = (boot.high.bigEndian, boot.low.bigEndian)
        withUnsafeMutableBytes(of: &words) { words in
            withUnsafeBytes(of: &boot) { boot in
                _ = crypto_core_hchacha20(words.octets, boot.octets, key.bytes, nil)
            }
        }
    }

    /// Seals `text` where it stands and writes the tag.
    /// - Parameter counter: never used before with this subkey.
    func seal(
        _ text: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer, counter: UInt64,
        additionalData: [UInt8]
    ) {
        withNonce(counter) { key, nonce in
            _ = crypto_aead_chacha20poly1305_ietf_encrypt_detached(
                text.octets, tag.octets, nil, UnsafeRawBufferPointer(text).octets,
                UInt64(text.count), additionalData, UInt64(additionalData.count), nil, nonce, key)
        }
    }

    /// Opens `text` where it stands. A forged one is zeroed.
    func open(
        _ text: UnsafeMutableRawBufferPointer, tag: UnsafeRawBufferPointer, counter: UInt64,
        additionalData: [UInt8]
    ) -> Bool {
        withNonce(counter) { key, nonce in
            crypto_aead_chacha20poly1305_ietf_decrypt_detached(
                text.octets, nil, UnsafeRawBufferPointer(text).octets, UInt64(text.count),
                tag.octets, additionalData, UInt64(additionalData.count), nonce, key) == 0
        }
    }

    @inline(__always)
    private func withNonce<Result>(
        _ counter: UInt64, _ body: (UnsafePointer<UInt8>, UnsafePointer<UInt8>) -> Result
    ) -> Result {
        // Four zero bytes, then the last eight of the 24-byte nonce.
        let nonce = (
            UInt32(0), UInt32(truncatingIfNeeded: counter).littleEndian,
            UInt32(truncatingIfNeeded: counter >> 32).littleEndian
        )
        return withUnsafeBytes(of: words) { key in
            withUnsafeBytes(of: nonce) { nonce in body(key.octets, nonce.octets) }
        }
    }
}
