import GossipCore
import Logging

/// What `run` was told, checked. Text becomes values here and nowhere else.
struct RunSettings: Sendable {
    var name: String
    var region: String
    var gossip: Endpoint
    /// nil: the bound address.
    var advertise: Endpoint?
    var http: Endpoint
    var join: [Endpoint]
    /// How many nodes that met found the voters; zero for none.
    var bootstrapExpect: Int
    /// Whether this node may be made a voter.
    var mayVote: Bool
    var groupKey: GroupKeySource
    var stateDirectory: String
    var profile: Profile
    var access: AccessSettings
    /// Seconds.
    var heartbeatInterval: Double
    var ttlFactor: Double
    var maxClusters: Int
    var requireLease: Bool
    var shards = ShardSettings()
    var notices = NoticeSettings()
    var namespace: String
    var log: LogSettings
    /// Sentences to log at the start.
    var warnings: [String]

    enum GroupKeySource: Sendable {
        /// One key or several, and the name of the variable.
        case text(String, name: String)
        case file(path: String)
        /// `gossip.key` in the state directory, made at the first start.
        case stateDirectory
    }

    enum Profile: String, CaseIterable, Sendable {
        case local, lan, wan

        var timing: Timing {
            switch self {
            case .local: .local
            case .lan: .lan
            case .wan: .wan
            }
        }

        var voting: VotingTiming {
            switch self {
            case .local: .local
            case .lan: .lan
            case .wan: .wan
            }
        }
    }
}

/// Who may use the HTTP APIs, and how often.
struct AccessSettings: Hashable, Sendable {
    /// Several while a token is rotated; none leaves the API open.
    var ingestTokens: [String]
    var viewerTokens: [String]
    /// A minute; 0 is no limit.
    var registerLimit: Int
    var beatLimit: Int
    var readLimit: Int
    var corsOrigins: [String]
    /// Accepts a bind beyond loopback without its secret.
    var isInsecure: Bool
}

struct LogSettings: Hashable, Sendable {
    enum Format: String, CaseIterable, Sendable { case text, json }

    var format: Format
    var level: Logger.Level
}
