import NIOCore

/// What a limit counts by.
enum LimitKey {
    /// An IPv4 address, or the first 64 bits of an IPv6 address, which is what one subscriber gets.
    static func of(_ address: SocketAddress?) -> UInt64 {
        guard let address else { return 0 }
        switch address {
        case .v4:
            // struct sockaddr_in: family 2, port 2, address 4.
            return address.withSockAddr { bytes, _ in word(bytes, at: 4) >> 32 }
        case .v6:
            // struct sockaddr_in6: family 2, port 2, flow 4, address 16.
            let (high, low) = address.withSockAddr { bytes, _ in (word(bytes, at: 8), word(bytes, at: 16)) }
            // An IPv4 client of a socket that serves both (RFC 4291, 2.5.5.2).
            return high == 0 && low >> 32 == 0xFFFF ? low & 0xFFFF_FFFF : high
        case .unixDomainSocket:
            return 0
        }
    }

    /// Whether a key is that of an address of this host: 127.0.0.0/8, ::1 (whose first 64 bits are zero), or a socket
    /// without an address.
    static func isLoopback(_ key: UInt64) -> Bool { key == 0 || key >> 24 == 127 }

    /// Eight bytes of a socket address, big-endian.
    private static func word(_ address: UnsafeRawPointer, at offset: Int) -> UInt64 {
        UInt64(bigEndian: address.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// What a limit by identity counts. Bytes, not a `String`'s own hash: NFC and NFD are two names.
    static func of(identity: String) -> UInt64 {
        var hasher = Hasher()
        var identity = identity
        identity.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
