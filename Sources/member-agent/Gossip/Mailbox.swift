import GossipCore
import Membership
import Synchronization

/// Where other threads put what the gossip loop shall do. One wake-up serves all letters that came
/// before it, so a burst of beats costs one turn of the loop.
final class Mailbox: Sendable {
    enum Letter: Sendable {
        case register(Registration, CheckedContinuation<Answer.Register, Never>)
        /// Answered by a closure rather than a task's continuation: a beat is cheaper than a task.
        case heartbeat(
            identity: String, lease: String?, digest: SnapshotDigest?,
            answered: @Sendable (Answer.Heartbeat) -> Void)
        case forget(name: String, CheckedContinuation<Answer.Forget, Never>)
        case persisted([PersistToken])
        case seeds([Address])
        case leave
    }

    private struct State {
        var letters: [Letter] = []
        var isWoken = false
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Letters that came before wait for this.
    /// - Parameter wake: brings the loop to call `take` soon.
    func open(wake: @escaping @Sendable () -> Void) {
        let mustWake = state.withLock { state in
            state.wake = wake
            state.isWoken = !state.letters.isEmpty
            return state.isWoken
        }
        if mustWake { wake() }
    }

    func post(_ letter: Letter) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            state.letters.append(letter)
            guard !state.isWoken, let wake = state.wake else { return nil }
            state.isWoken = true
            return wake
        }
        wake?()
    }

    /// Everything that waits, by exchanging it for `emptied`, whose capacity is used again.
    func take(emptied: inout [Letter]) {
        emptied.removeAll(keepingCapacity: true)
        state.withLock { state in
            swap(&state.letters, &emptied)
            state.isWoken = false
        }
    }
}
