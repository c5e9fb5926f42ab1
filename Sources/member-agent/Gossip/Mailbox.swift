import GossipCore
import Membership
import Synchronization

/// Where other threads put what the gossip loop shall do. One wake-up serves all letters that came
/// before it, so a burst of beats costs one turn of the loop.
final class Mailbox: Sendable {
    /// Who asks waits for an answer; nil when the node stops before there is one.
    typealias Reply<Value> = CheckedContinuation<Value?, Never>

    enum Letter: Sendable {
        case register(Registration, Reply<Answer.Register>)
        /// Of a cluster that is known to be accepted, and has been told so.
        case beat(HeartbeatBody)
        case heartbeat(HeartbeatBody, Reply<Answer.Heartbeat>)
        case forget(name: String, Reply<Answer.Forget>)
        case shard(ShardRequest, Reply<ShardAnswer>)
        case discord(ApplicationID, DiscordWord?)
        case drain
        case persisted([PersistToken])
        case seeds([Address])
        case leave
    }

    private struct State {
        var letters: [Letter] = []
        var isWoken = false
        var isClosed = false
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

    /// - Parameter limit: how many letters may wait already.
    /// - Returns: false if more do, or the mailbox was closed: the letter was not taken.
    @discardableResult
    func post(_ letter: Letter, unlessMoreThan limit: Int = .max) -> Bool {
        let (isTaken, wake) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
            guard !state.isClosed, state.letters.count <= limit else { return (false, nil) }
            state.letters.append(letter)
            guard !state.isWoken, let wake = state.wake else { return (true, nil) }
            state.isWoken = true
            return (true, wake)
        }
        wake?()
        return isTaken
    }

    /// Everything that waits, by exchanging it for `emptied`, whose capacity is used again.
    func take(emptied: inout [Letter]) {
        emptied.removeAll(keepingCapacity: true)
        state.withLock { state in
            swap(&state.letters, &emptied)
            state.isWoken = false
        }
    }

    /// Takes no letter from now on. Those that wait are still there to `take`.
    func close() { state.withLock { $0.isClosed = true } }
}
