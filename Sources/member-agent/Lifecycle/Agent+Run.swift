import CSodium
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Agent {
    /// Runs the sidecar until SIGTERM, SIGINT or `POST /v1/leave`.
    static func run(_ settings: RunSettings) async throws(Failure) {
        prepareProcess(settings.log)
        let log = Logger(label: "member-agent")
        let loops = AgentLoops()
        let agent = try await start(settings, on: loops, log: log)
        let ending = Ending()
        let settled = loops.gossip.next().scheduleTask(in: settlingTime) {
            loops.disk.submit { _ in StartupCode.release() }
        }
        // Services stop in reverse order: the goodbye is said while HTTP still answers, and after the webhooks were
        // told what this node saw, since another node tells what comes later.
        var services: [any Service] = [
            agent.httpService(on: loops, beginLeave: { ending.begin() }, log: log),
            GossipService(gossip: agent.gossip),
        ]
        if let notices = agent.noticeService(on: loops, log: log) { services.append(notices) }
        try await serve(services, until: ending, log: log)
        settled.cancel()
        await agent.stop()
        await loops.stop()
    }

    /// After this a start is over.
    private static let settlingTime = TimeAmount.seconds(2)

    /// Once in a process: the log, libsodium, and signals that must not end it.
    static func prepareProcess(_ settings: LogSettings) {
        LoggingSystem.bootstrap { _ in LineLogHandler(settings) }
        guard sodium_init() >= 0 else { preconditionFailure("libsodium found no source of randomness") }
        // Whoever reads our log may go away.
        signal(SIGPIPE, SIG_IGN)
    }

    /// How long the goodbye and the open requests may take; the disk is flushed after it, all in 5 s.
    static let shutdownMax = Duration.seconds(4)

    /// Runs services until a signal or `ending`, then stops them in reverse order.
    static func serve(_ services: [any Service], until ending: Ending, log: Logger) async throws(Failure) {
        var quiet = log
        quiet.logLevel = max(log.logLevel, .warning)
        var configuration = ServiceGroupConfiguration(
            services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        configuration.maximumGracefulShutdownDuration = shutdownMax
        let group = ServiceGroup(configuration: configuration)
        ending.attach(group)
        do {
            try await group.run()
        } catch is CancellationError {
            log.warning("some requests were still open at the end")
        } catch {
            throw .failed("The node ended: \(error).")
        }
    }
}

/// Begins the graceful end, from whichever request asks for it.
final class Ending: Sendable {
    private let group = Mutex<ServiceGroup?>(nil)

    func attach(_ group: ServiceGroup) { self.group.withLock { $0 = group } }

    func begin() {
        guard let group = group.withLock({ $0 }) else { return }
        Task { await group.triggerGracefulShutdown() }
    }
}
