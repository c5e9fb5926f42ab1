import GossipCore
import Membership
import Synchronization
import ViewerHTTP

/// A node that answers as it was told and remembers what it was asked.
final class FakeNode: NodeService {
    struct Heard: Sendable {
        var registrations: [Registration] = []
        var beats: [HeartbeatBody] = []
        var forgotten: [String] = []
        var leaves = 0
        var shards: [ShardRequest] = []
        var drains = 0
    }

    struct Answers: Sendable {
        /// nil: the node stops.
        var register: Answer.Register? = .numbered(ClusterNumber(3), lease: String(repeating: "L", count: 43))
        var heartbeat: Answer.Heartbeat? = .accepted
        /// Whether beats are taken without asking for an answer.
        var takesBeats = false
        var forget: Answer.Forget? = .forgotten
        var shard: ShardAnswer? = .done
    }

    private let heardSoFar = Mutex(Heard())
    private let answers = Mutex(Answers())
    private let shown: Mutex<FleetPicture>
    private let shardWait = Mutex<@Sendable () async -> Void>({})

    init(_ picture: FleetPicture = .sample(), _ change: (inout Answers) -> Void = { _ in }) {
        shown = Mutex(picture)
        answers.withLock { change(&$0) }
    }

    var heard: Heard { heardSoFar.withLock { $0 } }
    var picture: FleetPicture { shown.withLock { $0 } }

    /// A newer picture, changed by `change`.
    func show(_ change: @Sendable (inout FleetPicture) -> Void) {
        shown.withLock { picture in
            picture.version += 1
            picture.generatedAt.milliseconds += 1_000
            change(&picture)
        }
    }

    func register(_ registration: Registration) async -> Answer.Register? {
        heardSoFar.withLock { $0.registrations.append(registration) }
        return answers.withLock { $0.register }
    }

    func takeBeat(_ beat: HeartbeatBody) -> Bool {
        guard answers.withLock({ $0.takesBeats }) else { return false }
        heardSoFar.withLock { $0.beats.append(beat) }
        return true
    }

    func heartbeat(_ beat: HeartbeatBody) async -> Answer.Heartbeat? {
        heardSoFar.withLock { $0.beats.append(beat) }
        return answers.withLock { $0.heartbeat }
    }

    func forget(name: String) async -> Answer.Forget? {
        heardSoFar.withLock { $0.forgotten.append(name) }
        return answers.withLock { $0.forget }
    }

    /// What happens before a bot is answered.
    func beforeShard(_ wait: @escaping @Sendable () async -> Void) { shardWait.withLock { $0 = wait } }

    func shard(_ request: ShardRequest) async -> ShardAnswer? {
        let wait = shardWait.withLock { $0 }
        await wait()
        heardSoFar.withLock { $0.shards.append(request) }
        return answers.withLock { $0.shard }
    }

    func drain() async { heardSoFar.withLock { $0.drains += 1 } }

    func leave() async { heardSoFar.withLock { $0.leaves += 1 } }
}
