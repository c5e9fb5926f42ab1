public import Membership

/// What the HTTP side of a node is told at its start (CONTRACT.md, the flags of `run`).
public struct ViewerConfiguration: Sendable {
    /// A host name or address to bind.
    public var host: String
    /// 0 lets the system choose; `ViewerServer`'s callback tells which.
    public var port: Int
    /// Of `/fleet/...`; several while they are rotated. None: open.
    public var ingestTokens: [String]
    /// Of everything else; several while they are rotated. None: open.
    public var viewerTokens: [String]
    /// The secrets of `/connect`, `/beat` and their like, and whose bots they stand for; several of one application while
    /// they are rotated. None: every secret stands for the default application.
    public var shardSecrets: [(secret: String, application: ApplicationID)] = []
    /// Whether `/status` needs a secret, too.
    public var protectsStatus = false
    /// Registrations a minute and remote address; 0 is no limit.
    public var registerLimit = 60
    /// Beats a minute and identity; 0 is no limit.
    public var beatLimit = 60
    /// Reads a minute and remote address; 0 is no limit.
    public var readLimit = 120
    /// Sites whose pages may read the API (CORS), as `https://example.org`.
    public var corsOrigins: [String] = []
    /// The prefix of the metrics in snapshots.
    public var namespace = "discord"
    /// Of Rollcall, for `/api/config` and `/v1/status`.
    public var version: String
    /// Hints of the gossip keys in use, for `/v1/status`; the first seals, all open.
    public var groupKeys: [String] = []
    /// Seconds between a bot's beats, for `/api/config`.
    public var heartbeatInterval = 15.0

    public init(
        host: String, port: Int, version: String, ingestTokens: [String] = [], viewerTokens: [String] = []
    ) {
        self.host = host
        self.port = port
        self.version = version
        self.ingestTokens = ingestTokens
        self.viewerTokens = viewerTokens
    }
}
