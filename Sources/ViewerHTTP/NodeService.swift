public import Membership

/// What the HTTP side needs of the node beside it. The agent implements it; tests hand in a fake.
public protocol NodeService: Sendable {
    func register(_ registration: Registration) async -> Answer.Register
    func heartbeat(identity: String, lease: String?, digest: SnapshotDigest?) async -> Answer.Heartbeat
    /// The same without a task, which costs more than the rest of a beat: called on an event loop, must not
    /// block, and calls `answered` once, on any thread. By default it asks the asynchronous one.
    func heartbeat(
        identity: String, lease: String?, digest: SnapshotDigest?,
        answered: @escaping @Sendable (Answer.Heartbeat) -> Void)
    func forget(name: String) async -> Answer.Forget
    /// Starts a graceful leave; the agent stops afterwards.
    func leave() async
    /// The newest picture; never waits for the gossip loop.
    var picture: FleetPicture { get }
}

extension NodeService {
    public func heartbeat(
        identity: String, lease: String?, digest: SnapshotDigest?,
        answered: @escaping @Sendable (Answer.Heartbeat) -> Void
    ) {
        Task { answered(await heartbeat(identity: identity, lease: lease, digest: digest)) }
    }
}
