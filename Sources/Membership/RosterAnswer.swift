/// The answer to one request of the HTTP side.
public enum Answer: Sendable, Equatable {
    /// To `POST /fleet/register`.
    public enum Register: Sendable, Equatable {
        /// On this node's disk, and so is the registration.
        case numbered(ClusterNumber, lease: String)
        /// No number yet: `"number": null, "settled": false`. The registration is on the disk.
        case pending(lease: String)
        /// The disk took nothing in time: nothing is promised, and asking again later is right.
        case notDurable
        case capReached
        case leasedToAnother
    }
    /// To `POST /fleet/heartbeat`.
    public enum Heartbeat: Sendable, Equatable {
        case accepted
        case unknownIdentity
        case leasedToAnother
    }
    /// To `POST /v1/members/{name}/forget`.
    public enum Forget: Sendable, Equatable {
        case forgotten
        case noSuchMember
        /// Only dead and left members can be forgotten.
        case stillAlive
    }
    case register(Register)
    case heartbeat(Heartbeat)
    case forget(Forget)
    case shard(ShardAnswer)
}
