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
}
