public import GossipCore

/// What a driver hands to a roster, through its one door.
public enum RosterInput {
    case gossip(Input)
    /// `secret` is new for each request: from the system's generator in the agent, from the seed in the
    /// simulator. The lease that the client is given is made of it.
    case register(RequestID, Registration, secret: LeaseSecret)
    /// `digest` is nil where the beat had no snapshot or one that is no object: the former report stays.
    case heartbeat(RequestID, identity: String, lease: String?, digest: SnapshotDigest?)
    /// `name` is a member's name, or its id in hexadecimal.
    case forget(RequestID, name: String)
    case leave
    /// `fresh` is new for each request, as `secret` is; only a connect uses it.
    case shard(RequestID, ShardRequest, fresh: SessionID)
    /// What Discord answered to `Change.discordIsDue`; nil where it did not.
    case discord(ApplicationID, DiscordWord?)
    /// Hands the sessions of this node back, and takes no new ones.
    case drain
}
