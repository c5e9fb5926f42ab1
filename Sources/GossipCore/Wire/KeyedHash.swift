import CSodium

/// SipHash-2-4 (Aumasson, Bernstein 2012) under a fixed published key, little-endian: the hash of keys and
/// versions in reconciliation. Every node computes the same value from the same bytes. The key is no
/// secret: it names the purpose, so that no other use of SipHash collides with this one by design.
enum KeyedHash {
    /// `rollcall` and `replica1` as text.
    private static let key: (UInt64, UInt64) = (0x6C6C_6163_6C6C_6F72, 0x3161_6369_6C70_6572)

    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var key = (Self.key.0.littleEndian, Self.key.1.littleEndian)
        var hash: UInt64 = 0
        withUnsafeMutableBytes(of: &hash) { hash in
            withUnsafeMutableBytes(of: &key) { key in
                sip(bytes, key: UnsafeRawBufferPointer(key), into: hash)
            }
        }
        return UInt64(littleEndian: hash)
    }

    static func of(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { of($0) } }

    static func of(_ bytes: RawSpan) -> UInt64 { bytes.withUnsafeBytes { of($0) } }

    /// The hash of some words, each as eight little-endian bytes: cheaper than to spell them into an array.
    static func of(_ first: UInt64, _ second: UInt64, _ third: UInt64 = 0) -> UInt64 {
        var words = (first.littleEndian, second.littleEndian, third.littleEndian)
        return withUnsafeBytes(of: &words) { of($0) }
    }

    /// crypto_shorthash wants non-null pointers even for no bytes; the key then stands in for them.
    private static func sip(
        _ bytes: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, into hash: UnsafeMutableRawBufferPointer
    ) {
        guard let out = hash.baseAddress, let keyBytes = key.baseAddress else { return }
        _ = crypto_shorthash(
            out.assumingMemoryBound(to: UInt8.self),
            (bytes.baseAddress ?? keyBytes).assumingMemoryBound(to: UInt8.self), UInt64(bytes.count),
            keyBytes.assumingMemoryBound(to: UInt8.self))
    }
}

/// The reconciliation hash of `bytes`; see `KeyedHash`.
func keyedHash(_ bytes: UnsafeRawBufferPointer) -> UInt64 { KeyedHash.of(bytes) }
