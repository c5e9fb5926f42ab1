/// The body of `POST /fleet/register`, checked and bounded.
public struct Registration: Hashable, Sendable {
    /// 1 to 256 bytes of UTF-8.
    public var identity: String
    /// 1 to 256 bytes; `default` where the client left it out.
    public var fleet: String
    /// At most 64 bytes.
    public var version: String
    /// At most 259 bytes.
    public var scrapeTarget: String
    public var lease: String?

    public init(identity: String, fleet: String, version: String, scrapeTarget: String, lease: String?) {
        self.identity = identity
        self.fleet = fleet
        self.version = version
        self.scrapeTarget = scrapeTarget
        self.lease = lease
    }
}
