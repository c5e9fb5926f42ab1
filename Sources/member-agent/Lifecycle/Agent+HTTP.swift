import GossipCore
import Logging
import Membership
import NIOCore
import NIOPosix
import ServiceLifecycle
import ViewerHTTP

extension Agent {
    /// The HTTP APIs in front of this node.
    /// - Parameter beginLeave: called when a request asks the node to leave.
    func httpService(
        on loops: AgentLoops, beginLeave: @escaping @Sendable () -> Void, log: Logger
    ) -> any Service {
        let access = settings.access
        var configuration = ViewerConfiguration(
            host: httpAddress.host, port: Int(httpAddress.port), version: MemberAgent.version,
            ingestTokens: access.ingestTokens, viewerTokens: access.viewerTokens)
        configuration.registerLimit = access.registerLimit
        configuration.beatLimit = access.beatLimit
        configuration.readLimit = access.readLimit
        configuration.corsOrigins = access.corsOrigins
        configuration.shardSecrets = settings.shards.applications.flatMap { application in
            application.secrets.map { (secret: $0.text, application: application.plan.id) }
        }
        configuration.protectsStatus = settings.shards.protectsStatus
        configuration.namespace = settings.namespace
        configuration.groupKeys = groupKeys.map(\.description)
        configuration.heartbeatInterval = settings.heartbeatInterval
        let service = AgentNodeService(gossip: gossip, beginLeave: beginLeave)
        // The library beneath says at info what the line below says, too.
        var quiet = log
        quiet.logLevel = max(log.logLevel, .notice)
        return ViewerServer(
            configuration: configuration, service: service, eventLoopGroup: loops.http, logger: quiet
        ) { address in
            log.notice(
                "HTTP is up", metadata: ["address": "\(address.ipAddress ?? ""):\(address.port ?? 0)"])
        }
    }
}
