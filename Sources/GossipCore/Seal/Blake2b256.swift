import CSodium

/// BLAKE2b with a 256-bit result (RFC 7693), for what is kept only as a hash.
public enum Blake2b256 {
    public static let byteCount = 32

    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: byteCount)
        let status = crypto_generichash(&hash, hash.count, bytes, UInt64(bytes.count), nil, 0)
        precondition(status == 0, "BLAKE2b takes any message and 32 bytes of result")
        return hash
    }
}
