import GossipCore
import NIOCore
import NIOPosix

/// Ports are bound early, so that one in use is one sentence before anything has started.
enum PortCheck {
    /// Binds the HTTP port and lets it go again; port 0 becomes the one that the system picked. Nobody is accepted:
    /// who connects meanwhile is reset as the port is let go, and would else wait for an answer in vain.
    static func http(_ address: Address, on group: any EventLoopGroup) async throws(Failure) -> Address {
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.autoRead, value: false)
                .bind(host: address.host, port: Int(address.port)).get()
            let port = channel.localAddress?.port ?? Int(address.port)
            try await channel.close()
            return address.withPort(UInt16(clamping: port))
        } catch {
            throw failure(.http, address, error)
        }
    }

    static func gossip(_ address: Address, on loop: any EventLoop) async throws(Failure) -> any Channel {
        do {
            return try await GossipPort.bind(address, on: loop).get()
        } catch {
            throw failure(.gossip, address, error)
        }
    }

    private static func failure(_ setting: Setting, _ address: Address, _ error: any Error) -> Failure {
        let reason = (error as? IOError).map { "\(FileAccess.SystemError(code: $0.errnoCode))" } ?? "\(error)"
        return .failed("\(setting.flag) \(address) cannot be bound: \(reason).")
    }
}
