import Membership
import ViewerHTTP

/// What the HTTP side asks of this node: requests go through the mailbox, pictures come from the box.
struct AgentNodeService: NodeService {
    let mailbox: Mailbox
    let pictures: PictureBox
    /// Starts the process's graceful end.
    let beginLeave: @Sendable () -> Void

    func register(_ registration: Registration) async -> Answer.Register {
        await withCheckedContinuation { mailbox.post(.register(registration, $0)) }
    }

    func heartbeat(identity: String, lease: String?, digest: SnapshotDigest?) async -> Answer.Heartbeat {
        await withCheckedContinuation { continuation in
            heartbeat(identity: identity, lease: lease, digest: digest) { continuation.resume(returning: $0) }
        }
    }

    func heartbeat(
        identity: String, lease: String?, digest: SnapshotDigest?,
        answered: @escaping @Sendable (Answer.Heartbeat) -> Void
    ) {
        mailbox.post(.heartbeat(identity: identity, lease: lease, digest: digest, answered: answered))
    }

    func forget(name: String) async -> Answer.Forget {
        await withCheckedContinuation { mailbox.post(.forget(name: name, $0)) }
    }

    func leave() async { beginLeave() }

    var picture: FleetPicture { pictures.current }
}
