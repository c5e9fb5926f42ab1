import Logging
import NIOPosix
import ServiceLifecycle
import ViewerHTTP

extension Agent {
    /// The HTTP APIs in front of this node.
    func httpService(
        on loops: AgentLoops, beginLeave: @escaping @Sendable () -> Void, log: Logger
    ) -> any Service {
        _ = AgentNodeService(mailbox: gossip.mailbox, pictures: gossip.pictures, beginLeave: beginLeave)
        return Idle()
    }
}

private struct Idle: Service {
    func run() async throws { try await gracefulShutdown() }
}
