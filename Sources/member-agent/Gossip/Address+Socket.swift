import GossipCore
import NIOCore

extension Address {
    /// - Returns: nil for what is no IP address.
    init?(_ address: SocketAddress) {
        let own = address.withSockAddr { pointer, count in
            SocketAddressBytes.address(UnsafeRawBufferPointer(start: pointer, count: count))
        }
        guard let own else { return nil }
        self = own
    }

    /// The address without its port, as resolvers and NIO write it.
    var host: String {
        let text = description
        let end = text.lastIndex(of: ":") ?? text.endIndex
        return String(text[..<end].filter { $0 != "[" && $0 != "]" })
    }

    /// 127.0.0.0/8 or ::1.
    var isLoopback: Bool {
        if let ipv4 { return ipv4 >> 24 == 127 }
        return high == 0 && low == 1
    }

    /// 0.0.0.0 or ::, which bind to every interface.
    var isWildcard: Bool { ipv4 == 0 || (high == 0 && low == 0) }

    func withPort(_ port: UInt16) -> Address { Address(high: high, low: low, port: port) }
}
