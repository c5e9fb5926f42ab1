/// What a bot asks of the shard manager (CONTRACT.md, HTTP as shardman). The HTTP side has looked at its secret.
public enum ShardRequest: Hashable, Sendable {
    /// `GET /connect`. The same instance gets its own shard back.
    case connect(ApplicationID, instance: String?)
    /// `POST /beat`.
    case beat(ApplicationID, SessionID, SessionReport)
    /// `GET /disconnect`.
    case disconnect(ApplicationID, SessionID)
    /// `POST /identify`. Its answer may take 45 s.
    case identify(ApplicationID, SessionID)
}
