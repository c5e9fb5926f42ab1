import NIOCore

/// What a limit counts by. Of a remote address: an IPv4 address, or the first 64 bits of an IPv6 address, which
/// is what one subscriber gets.
enum LimitKey {
    static func of(_ address: SocketAddress?) -> UInt64 {
        switch address {
        case .v4(let address):
            return UInt64(UInt32(bigEndian: address.address.sin_addr.s_addr))
        case .v6(let address):
            return withUnsafeBytes(of: address.address.sin6_addr) { bytes in
                let high = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
                let low = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                // An IPv4 client of a socket that serves both (RFC 4291, 2.5.5.2).
                let isMapped = high == 0 && UInt64(bigEndian: low) >> 32 == 0xFFFF
                return isMapped ? UInt64(bigEndian: low) & 0xFFFF_FFFF : high
            }
        case .unixDomainSocket, nil:
            return 0
        }
    }

    /// What a limit by identity counts. Bytes, not a `String`'s own hash: NFC and NFD are two names.
    static func of(identity: String) -> UInt64 {
        var hasher = Hasher()
        var identity = identity
        identity.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
