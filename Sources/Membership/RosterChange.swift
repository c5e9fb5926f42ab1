public import GossipCore

/// Something a person may want to know, for the log and the event stream.
public enum Change: Sendable {
    case member(MemberRecord, previous: MemberState?)
    /// New, or moved to this fleet.
    case clusterRegistered(identity: String, fleet: String)
    case clusterNumbered(identity: String, fleet: String, ClusterNumber)
    case clusterUp(identity: String)
    case clusterDown(identity: String, DownReason)
    /// Who votes, in which epoch, or whether they can decide.
    case votersChanged(VotingStatus)
    case resolveSeeds
    case cloned(at: Address)
    case nameConflict(NodeID, NodeID)
    case left
    /// This node is to ask Discord about this application now (`RosterInput.discord`).
    case discordIsDue(ApplicationID)
    /// A shard was granted, moved, or ended at this node, or is free or lost as far as this node knows.
    case shard(ApplicationID, shard: Int, ShardChange)
}
