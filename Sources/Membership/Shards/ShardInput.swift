package import GossipCore

/// What is handed to the shards of a node, through their one door.
package enum ShardInput: Sendable {
    /// The voter set, and which of its members the failure detector does not call dead. Only a convenience.
    case voters([NodeID], isVoter: Bool)
    /// What the failure detector says. It frees nothing.
    case member(NodeID, isDead: Bool)
    case message(from: NodeID, [UInt8])
    case decided(RegisterKey, Outcome)
    case wake
    /// `GET /connect`. The identifier's time and random bits are new; its shard does not matter.
    case connect(RequestID, ApplicationID, fresh: SessionID, instance: String?)
    /// `POST /beat`.
    case beat(RequestID, ApplicationID, SessionID, SessionReport)
    /// `GET /disconnect`: the bot says that it does not run the shard any more.
    case disconnect(RequestID, ApplicationID, SessionID)
    /// `POST /identify`.
    case identify(RequestID, ApplicationID, SessionID)
    /// Takes no new sessions, and ends its own.
    case drain
    /// What a flag or Discord says of the pool.
    case pool(ApplicationID, PoolSize)
    /// What Discord said of the day's identifies, when it was asked by this clock.
    case budget(ApplicationID, DiscordWord, askedAt: Instant)
    /// The pools to know the size of, whether bots ask or not.
    case serve([ApplicationID])
    /// A former run of this node had sessions of this application.
    case recover(ApplicationID)
}
