import GossipCore
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Asks other services over HTTP/1.1, with TLS where their address says so. Each request has a connection of its own,
/// for there is one in minutes; it is followed nowhere else, and answered in a bounded time with a bounded body.
final class WebClient: Sendable {
    private let group: any EventLoopGroup
    private let trust: NIOSSLTrustRoots
    /// The trust roots are some 140 certificates: read when first needed, then kept.
    private let context = Mutex<NIOSSLContext?>(nil)

    static let connectTimeout = TimeAmount.seconds(5)
    static let answerTimeout = TimeAmount.seconds(10)
    /// What Discord answers is 1 KB at most.
    static let answerBytesMax = 64 << 10

    /// - Parameter trust: who may vouch for a server; the system's roots outside of tests.
    init(group: any EventLoopGroup, trust: NIOSSLTrustRoots = .default) {
        self.group = group
        self.trust = trust
    }

    /// - Parameter request: its path is taken from `address`.
    /// - Throws: when there was no whole answer; the reason shows neither the path nor a header.
    func send(_ request: HTTPRequest, to address: WebAddress) async throws -> HTTPResponse {
        var request = request
        request.path = address.path.isEmpty ? "/" : address.path
        let context = address.isSecure ? try tls() : nil
        let connection = try await HTTPConnection.connect(
            host: address.host, port: address.port, authority: address.authority, on: group,
            within: Self.connectTimeout, answerBytesMax: Self.answerBytesMax
        ) { pipeline in
            guard let context else { return }
            // A certificate of an address is looked up by the address itself; SNI takes names alone.
            let name = Address.isLiteral(address.host) ? nil : address.host
            try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
        }
        do {
            let answer = try await connection.send(request, within: Self.answerTimeout)
            await connection.close()
            return answer
        } catch {
            await connection.close()
            throw error
        }
    }

    private func tls() throws -> NIOSSLContext {
        try context.withLock { context in
            if let context { return context }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = trust
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            let made = try NIOSSLContext(configuration: configuration)
            context = made
            return made
        }
    }
}

extension Address {
    /// Whether a host is an IP address and no name.
    static func isLiteral(_ host: String) -> Bool {
        (try? SocketAddress(ipAddress: host, port: 0)) != nil
    }
}
