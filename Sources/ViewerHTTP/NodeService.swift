public import Membership

/// What the HTTP side needs of the node beside it. The agent implements it; tests hand in a fake.
///
/// An answer is nil when the node stops before it has one: the client gets 503, and tries again.
public protocol NodeService: Sendable {
    func register(_ registration: Registration) async -> Answer.Register?
    /// Takes a beat that is certain to be accepted, without waiting for its turn. Called on an event loop;
    /// must not block.
    /// - Returns: false where the answer is open, or too many beats wait already: then ask `heartbeat`.
    func takeBeat(_ beat: HeartbeatBody) -> Bool
    func heartbeat(_ beat: HeartbeatBody) async -> Answer.Heartbeat?
    func forget(name: String) async -> Answer.Forget?
    /// Starts a graceful leave; the agent stops afterwards.
    func leave() async
    /// Answers a bot; an identify may take 45 s.
    func shard(_ request: ShardRequest) async -> ShardAnswer?
    /// Hands the sessions of this node back, and takes no new ones.
    func drain() async
    /// The newest picture; never waits for the gossip loop.
    var picture: FleetPicture { get }
}
