public import Membership

/// What the HTTP side needs of the node beside it. The agent implements it; tests hand in a fake.
public protocol NodeService: Sendable {
    func register(_ registration: Registration) async -> Answer.Register
    func heartbeat(identity: String, lease: String?, digest: SnapshotDigest?) async -> Answer.Heartbeat
    func forget(name: String) async -> Answer.Forget
    /// Starts a graceful leave; the agent stops afterwards.
    func leave() async
    /// The newest picture; never waits for the gossip loop.
    var picture: FleetPicture { get }
}
