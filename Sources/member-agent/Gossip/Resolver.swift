import GossipCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Looks names up. It may wait for seconds: never call it on an event loop.
enum Resolver {
    /// Every address of a host, in the order in which the system prefers them, without duplicates.
    /// - Throws: a `Failure.failed` with the resolver's own words.
    static func addresses(of endpoint: Endpoint) throws(Failure) -> [Address] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if os(Linux)
            hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        #else
            hints.ai_socktype = SOCK_DGRAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(endpoint.host, nil, &hints, &list)
        guard code == 0 else {
            throw .failed("\(endpoint.host) cannot be resolved: \(String(cString: gai_strerror(code))).")
        }
        defer { freeaddrinfo(list) }
        var addresses: [Address] = []
        var next = list
        while let info = next {
            if let address = address(info.pointee, port: endpoint.port), !addresses.contains(address) {
                addresses.append(address)
            }
            next = info.pointee.ai_next
        }
        return addresses
    }

    /// The address from which this host would send to `peer`, as its routing table has it. Connecting
    /// a UDP socket sends nothing.
    static func sourceAddress(towards peer: Address) -> Address? {
        let isIPv6 = peer.ipv4 == nil
        #if os(Linux)
            let kind = Int32(SOCK_DGRAM.rawValue)
        #else
            let kind = SOCK_DGRAM
        #endif
        let file = socket(isIPv6 ? AF_INET6 : AF_INET, kind, 0)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let isConnected = SocketAddressBytes(peer, isIPv6: isIPv6)?.withPointer { connect(file, $0, $1) == 0 }
        guard isConnected == true else { return nil }
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let named = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(file, $0, &length) }
        }
        guard named == 0 else { return nil }
        return withUnsafeBytes(of: &storage) { SocketAddressBytes.address($0)?.withPort(0) }
    }

    private static func address(_ info: addrinfo, port: UInt16) -> Address? {
        let bytes = UnsafeRawBufferPointer(start: info.ai_addr, count: Int(info.ai_addrlen))
        return SocketAddressBytes.address(bytes)?.withPort(port)
    }
}
