import Membership
import NIOHTTP1

/// Which application a bot stands for, by the secret that it shows (CONTRACT.md, HTTP as shardman).
///
/// The header must be there even where no secret is set: no page of another site can send it without a preflight, so
/// none takes shards from a node in reach of somebody's browser.
struct ShardGate: Sendable {
    /// Applications in the order in which they are configured, each with its secrets.
    private let secrets: [(tokens: Tokens, application: ApplicationID)]
    private let protectsStatus: Bool
    private let wrongSecrets = RateLimiter(perMinute: ViewerLimits.wrongSecretsMax)

    static let defaultApplication = ApplicationID(name: ShardApplication.defaultName)

    init(_ configuration: ViewerConfiguration) {
        var applications: [ApplicationID] = []
        for (_, application) in configuration.shardSecrets where !applications.contains(application) {
            applications.append(application)
        }
        secrets = applications.map { application in
            let own = configuration.shardSecrets.filter { $0.application == application }
            return (Tokens(own.map(\.secret)), application)
        }
        protectsStatus = configuration.protectsStatus
    }

    enum Verdict {
        case application(ApplicationID)
        case refused(Reply)
    }

    /// - Parameters:
    ///   - header: `Authorization`, as it came.
    ///   - now: nanoseconds of a monotonic clock.
    func verdict(on header: String?, _ route: Route, remoteKey: UInt64, now: UInt64) -> Verdict {
        guard let header else {
            if route == .shardStatus, !protectsStatus { return .application(Self.defaultApplication) }
            return .refused(.unprocessable([.missingSecret]))
        }
        if secrets.isEmpty { return .application(Self.defaultApplication) }
        let isLimited = !LimitKey.isLoopback(remoteKey)
        if isLimited, let seconds = wrongSecrets.wait(remoteKey, now: now) {
            let more = [(name: "Retry-After", value: String(seconds))]
            return .refused(.detail("too many wrong tokens", .tooManyRequests, more: more))
        }
        // All are compared, so that the time does not tell whose secret it is.
        var found: ApplicationID?
        for (tokens, application) in secrets {
            let isBare = tokens.accept(header)
            let isBearer =
                header.utf8.starts(with: "Bearer ".utf8) && tokens.accept(String(header.dropFirst(7)))
            if found == nil, isBare || isBearer { found = application }
        }
        if let found { return .application(found) }
        if isLimited { _ = wrongSecrets.take(remoteKey, now: now) }
        return .refused(.detail("Invalid Token", .forbidden))
    }
}
