/// Everything that `run` can be told, with its flag, its environment variables and its key in the
/// configuration file (CONTRACT.md, Command line).
enum Setting: String, CaseIterable, Sendable {
    case name
    case gossip
    case advertise
    case http
    case join
    case bootstrapExpect = "bootstrap-expect"
    case noVote = "no-vote"
    case groupKey = "group-key"
    case groupKeyFile = "group-key-file"
    case stateDir = "state-dir"
    case region
    case profile
    case token
    case tokenFile = "token-file"
    case ingestToken = "ingest-token"
    case ingestTokenFile = "ingest-token-file"
    case viewerToken = "viewer-token"
    case viewerTokenFile = "viewer-token-file"
    case heartbeatInterval = "heartbeat-interval"
    case ttlFactor = "ttl-factor"
    case registerLimit = "register-limit"
    case beatLimit = "beat-limit"
    case readLimit = "read-limit"
    case maxClusters = "max-clusters"
    case requireLease = "require-lease"
    case corsOrigins = "cors-origins"
    case shardSecret = "shard-secret"
    case shardSecretFile = "shard-secret-file"
    case applications
    case applicationsFile = "applications-file"
    case maxSeconds = "max-seconds"
    case leaseGrace = "lease-grace"
    case maxShards = "max-shards"
    case maxConcurrency = "max-concurrency"
    case protectStatus = "protect-status"
    case botToken = "bot-token"
    case botTokenFile = "bot-token-file"
    case discordURL = "discord-url"
    case discordWebhook = "discord-webhook-url"
    case discordWebhookFile = "discord-webhook-url-file"
    case webhookContent = "webhook-content"
    case webhookURL = "webhook-url"
    case webhookURLFile = "webhook-url-file"
    case namespace
    case logFormat = "log-format"
    case logLevel = "log-level"
    case insecure

    /// As typed on the command line.
    var flag: String { self == .applications ? "--application" : "--" + rawValue }

    /// Keys and tokens that would do harm in a process list have none.
    var hasFlag: Bool {
        switch self {
        case .groupKey, .botToken, .discordWebhook: false
        default: true
        }
    }

    /// The key in the configuration file.
    var key: String { rawValue.replacing("-", with: "_") }

    /// The environment variables that are read, the first found wins.
    var variables: [String] {
        let own = "ROLLCALL_" + rawValue.uppercased().replacing("-", with: "_")
        return [own] + inherited
    }

    /// Names that Argus's control plane and shardman read, so that their users keep their environment.
    private var inherited: [String] {
        switch self {
        case .region: ["ARGUS_FLEET_GROUP"]
        case .token: ["ARGUS_FLEET_TOKEN"]
        case .tokenFile: ["ARGUS_FLEET_TOKEN_FILE"]
        case .ingestToken: ["ARGUS_FLEET_INGEST_TOKEN"]
        case .ingestTokenFile: ["ARGUS_FLEET_INGEST_TOKEN_FILE"]
        case .viewerToken: ["ARGUS_FLEET_VIEWER_TOKEN"]
        case .viewerTokenFile: ["ARGUS_FLEET_VIEWER_TOKEN_FILE"]
        case .heartbeatInterval: ["ARGUS_FLEET_HEARTBEAT_INTERVAL"]
        case .ttlFactor: ["ARGUS_FLEET_TTL_FACTOR"]
        case .registerLimit: ["ARGUS_FLEET_REGISTER_BURST"]
        case .beatLimit: ["ARGUS_FLEET_HEARTBEAT_BURST"]
        case .readLimit: ["ARGUS_FLEET_READ_BURST"]
        case .maxClusters: ["ARGUS_FLEET_MAX_CLUSTERS"]
        case .requireLease: ["ARGUS_FLEET_REQUIRE_LEASE"]
        case .corsOrigins: ["ARGUS_FLEET_CORS_ORIGINS"]
        case .namespace: ["ARGUS_NAMESPACE"]
        case .shardSecret: ["SECRET_KEY"]
        case .shardSecretFile: ["SECRET_KEY_FILE"]
        case .maxSeconds: ["MAX_SECONDS"]
        case .maxShards: ["MAX_SHARDS"]
        case .botToken: ["BOT_TOKEN"]
        case .botTokenFile: ["BOT_TOKEN_FILE"]
        case .discordWebhook: ["WEBHOOK_URL"]
        case .discordWebhookFile: ["WEBHOOK_URL_FILE"]
        case .webhookContent: ["WEBHOOK_CONTENT"]
        default: []
        }
    }
}
