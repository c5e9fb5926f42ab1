import CSodium

/// SipHash-2-4 (Aumasson, Bernstein 2012) under a fixed published key: the hash of keys and versions in
/// reconciliation. Every node computes the same value from the same bytes.
enum KeyedHash {
    /// `rollcall` and `replica1` as text, read little-endian.
    private static let key: (UInt64, UInt64) = (0x6C6C_6163_6C6C_6F72, 0x3161_6369_6C70_6572)

    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0
        let key = (Self.key.0.littleEndian, Self.key.1.littleEndian)
        withUnsafeMutableBytes(of: &hash) { hash in
            withUnsafeBytes(of: key) { key in
                // Even no bytes must stand somewhere.
                let octets = bytes.baseAddress == nil ? key.octets : bytes.octets
                _ = crypto_shorthash(hash.octets, octets, UInt64(bytes.count), key.octets)
            }
        }
        return UInt64(littleEndian: hash)
    }

    static func of(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { of($0) } }

    static func of(_ bytes: RawSpan) -> UInt64 { bytes.withUnsafeBytes { of($0) } }

    /// The hash of three words, each as eight little-endian bytes, without spelling them into an array.
    static func of(_ first: UInt64, _ second: UInt64, _ third: UInt64 = 0) -> UInt64 {
        withUnsafeBytes(of: (first.littleEndian, second.littleEndian, third.littleEndian)) { of($0) }
    }
}

/// The reconciliation hash of `bytes`; see `KeyedHash`.
func keyedHash(_ bytes: UnsafeRawBufferPointer) -> UInt64 { KeyedHash.of(bytes) }
