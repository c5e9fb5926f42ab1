import Membership
import ViewerHTTP

/// What the HTTP side asks of this node: requests go through the mailbox, pictures come from the box.
struct AgentNodeService: NodeService {
    let gossip: GossipLoop
    /// Starts the process's graceful end.
    let beginLeave: @Sendable () -> Void

    /// Letters that may wait in front of a beat that is answered at once. A loop that is further behind (it
    /// handles some 200,000 a second) lets clients wait for it, so that it cannot be outrun: then no more can
    /// wait than there are connections.
    static let beatsWaitingMax = 4_096

    func register(_ registration: Registration) async -> Answer.Register? {
        await ask { .register(registration, $0) }
    }

    func takeBeat(_ beat: HeartbeatBody) -> Bool {
        guard let identity = ClusterIdentity(beat.identity), gossip.known.contains(identity) else {
            return false
        }
        return gossip.mailbox.post(.beat(beat), unlessMoreThan: Self.beatsWaitingMax)
    }

    func heartbeat(_ beat: HeartbeatBody) async -> Answer.Heartbeat? {
        await ask { .heartbeat(beat, $0) }
    }

    func forget(name: String) async -> Answer.Forget? {
        await ask { .forget(name: name, $0) }
    }

    func shard(_ request: ShardRequest) async -> ShardAnswer? {
        await ask { .shard(request, $0) }
    }

    func drain() async { gossip.mailbox.post(.drain) }

    func leave() async { beginLeave() }

    var picture: FleetPicture { gossip.pictures.current }

    private func ask<Value>(_ letter: (Mailbox.Reply<Value>) -> Mailbox.Letter) async -> Value? {
        await withCheckedContinuation { reply in
            if !gossip.mailbox.post(letter(reply)) { reply.resume(returning: nil) }
        }
    }
}
