import GossipCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A `sockaddr_in` or `sockaddr_in6` as the bytes that the kernel reads: family 2, port 2, then four
/// bytes of IPv4, or flow 4, sixteen bytes of IPv6 and scope 4; all but the family big-endian. (The
/// members of these two structures belong to whichever C module included their header first, so Swift
/// code cannot name them reliably.)
struct SocketAddressBytes {
    private var words: (UInt64, UInt64, UInt64, UInt32) = (0, 0, 0, 0)
    private var count: Int

    static let ipv4Count = 16
    static let ipv6Count = 28

    /// - Returns: nil where an IPv4 socket would have to reach an IPv6 address; an IPv6 socket reaches
    ///   IPv4 peers by their mapped addresses.
    init?(_ address: Address, isIPv6 socketIsIPv6: Bool) {
        count = socketIsIPv6 ? Self.ipv6Count : Self.ipv4Count
        let ipv4 = address.ipv4
        if !socketIsIPv6 && ipv4 == nil { return nil }
        let family = UInt16(socketIsIPv6 ? AF_INET6 : AF_INET)
        withUnsafeMutableBytes(of: &words) { bytes in
            #if os(Linux)
                bytes.storeBytes(of: family, as: UInt16.self)
            #else
                bytes.storeBytes(of: UInt8(socketIsIPv6 ? Self.ipv6Count : Self.ipv4Count), as: UInt8.self)
                bytes.storeBytes(of: UInt8(family), toByteOffset: 1, as: UInt8.self)
            #endif
            bytes.storeBytes(of: address.port.bigEndian, toByteOffset: 2, as: UInt16.self)
            if let ipv4, !socketIsIPv6 {
                bytes.storeBytes(of: ipv4.bigEndian, toByteOffset: 4, as: UInt32.self)
            } else {
                bytes.storeBytes(of: address.high.bigEndian, toByteOffset: 8, as: UInt64.self)
                bytes.storeBytes(of: address.low.bigEndian, toByteOffset: 16, as: UInt64.self)
            }
        }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafeBytes(of: words) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { addresses in
                guard let pointer = addresses.baseAddress else {
                    preconditionFailure("28 bytes have an address")
                }
                return body(pointer, socklen_t(count))
            }
        }
    }

    /// - Returns: nil for another family, or too few bytes.
    static func address(_ bytes: UnsafeRawBufferPointer) -> Address? {
        guard bytes.count >= ipv4Count else { return nil }
        #if os(Linux)
            let family = Int32(bytes.loadUnaligned(as: UInt16.self))
        #else
            let family = Int32(bytes[1])
        #endif
        let port = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        if family == AF_INET {
            return Address(
                ipv4: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)), port: port)
        }
        guard family == AF_INET6, bytes.count >= ipv6Count else { return nil }
        return Address(
            high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)), port: port)
    }
}
