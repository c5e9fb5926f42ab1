import HummingbirdCore
public import Logging
public import NIOCore
public import ServiceLifecycle

/// The HTTP side of a node, as a service: binds, answers until graceful shutdown, and then ends within two
/// seconds, whoever is still connected.
public struct ViewerServer: Service {
    private let configuration: ViewerConfiguration
    private let responder: Responder
    private let eventLoopGroup: any EventLoopGroup
    private let logger: Logger
    private let onListening: @Sendable (SocketAddress) async -> Void

    /// - Parameters:
    ///   - service: the node; asked from many threads.
    ///   - eventLoopGroup: the threads that serve connections.
    ///   - onListening: told the bound address once connections are accepted.
    public init(
        configuration: ViewerConfiguration, service: any NodeService,
        eventLoopGroup: any EventLoopGroup, logger: Logger,
        onListening: @escaping @Sendable (SocketAddress) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.responder = Responder(configuration: configuration, service: service)
        self.eventLoopGroup = eventLoopGroup
        // The server's own news are the caller's to tell: it hears the address by `onListening`.
        var quieter = logger
        quieter.logLevel = max(logger.logLevel, .notice)
        self.logger = quieter
        self.onListening = onListening
    }

    /// - Throws: an `IOError` when the address cannot be bound.
    public func run() async throws {
        let onListening = onListening
        let (chronicle, service) = (responder.chronicle, responder.service)
        let watch = eventLoopGroup.next().scheduleRepeatedTask(
            initialDelay: .zero, delay: Chronicle.period
        ) { _ in
            chronicle.observe(service.picture)
        }
        defer { watch.cancel() }
        let server = ViewerChannel(responder: responder).server(
            configuration: ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: .maximum(OpenFiles.connectionsMax, logger: logger)),
            onServerRunning: { channel in
                if let address = channel.localAddress { await onListening(address) }
            },
            eventLoopGroup: eventLoopGroup,
            logger: logger)
        try await server.run()
    }
}
