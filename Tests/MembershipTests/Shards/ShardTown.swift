import GossipCore

@testable import Membership

/// The shards of a few nodes over registers that decide at once. A message arrives when it is sent, unless a test
/// says that it is lost; all clocks are one.
final class ShardTown {
    struct Told {
        var from: Int
        var to: Int
        var message: ShardMessage
    }

    let application = ApplicationID(name: "town")
    private(set) var now = Instant.zero + .seconds(1_000)
    private(set) var nodes: [Shards] = []
    private(set) var registers: [RegisterKey: [UInt8]] = [:]
    private(set) var answers: [UInt64: ShardAnswer] = [:]
    /// What was told since the last `forget`.
    private(set) var told: [Told] = []
    /// How often registers of slots were asked since then.
    private(set) var slotDecisions = 0
    private let voters: [Int]
    private var isLost: (Told) -> Bool = { _ in false }
    private var requests: UInt64 = 0

    /// - Parameter voters: in the order in which they are asked.
    init(nodes count: Int, voters: [Int]) {
        self.voters = voters
        for node in 0..<count { nodes.append(Self.shards(node, boot: 1, now)) }
        for node in 0..<count { introduce(node) }
    }

    static func id(_ node: Int) -> NodeID { NodeID(high: 1, low: UInt64(node)) }

    private static func shards(_ node: Int, boot: UInt64, _ now: Instant) -> Shards {
        Shards(own: id(node), boot: boot << 32 | UInt64(node), terms: ShardTerms(), now: now)
    }

    private func introduce(_ node: Int) {
        handle(.voters(voters.map(Self.id), isVoter: voters.contains(node)), at: node)
        handle(.serve([application]), at: node)
        guard let size = PoolSize(shards: 16, buckets: 16, source: .setting) else { return }
        handle(.pool(application, size), at: node)
    }

    /// The process starts anew, and knows nothing.
    func restart(_ node: Int) {
        nodes[node] = Self.shards(node, boot: 2, now)
        introduce(node)
    }

    func say(that other: Int, isDead: Bool, to node: Int) {
        handle(.member(Self.id(other), isDead: isDead), at: node)
    }

    /// From now on these messages do not arrive.
    func lose(_ isLost: @escaping (Told) -> Bool) { self.isLost = isLost }

    func forget() {
        told = []
        slotDecisions = 0
    }

    /// Wakes all four times a second.
    func pass(_ span: Instant.Span) {
        let end = now + span
        while now < end {
            now = min(now + .milliseconds(250), end)
            for node in nodes.indices { handle(.wake, at: node) }
        }
    }

    /// A bot connects at a node.
    /// - Returns: its session; nil if it got none.
    func connect(at node: Int) -> SessionID? {
        requests += 1
        let fresh = SessionID(high: 7, low: requests << 16)
        handle(.connect(RequestID(requests), application, fresh: fresh, instance: nil), at: node)
        for _ in 0..<20 where answers[requests] == nil { pass(.milliseconds(250)) }
        guard case .connected(let session, _, _, _, _) = answers[requests] else { return nil }
        return session
    }

    /// - Returns: what the bot is told at once; nil while it waits.
    func beat(_ session: SessionID, at node: Int) -> ShardAnswer? {
        requests += 1
        handle(.beat(RequestID(requests), application, session, SessionReport()), at: node)
        return answers[requests]
    }

    func disconnect(_ session: SessionID, at node: Int) -> ShardAnswer? {
        requests += 1
        handle(.disconnect(RequestID(requests), application, session), at: node)
        return answers[requests]
    }

    /// What the last request was answered with meanwhile.
    var lastAnswer: ShardAnswer? { answers[requests] }

    func slot(of session: SessionID) -> ShardSlot? {
        let key = ShardRegisters.block(ShardBlock.index(of: session.shard), of: application)
        return ShardBlock(registers[key])?[session.shard]
    }

    func handle(_ input: ShardInput, at node: Int) {
        var inputs = [(node: node, input: input)]
        while !inputs.isEmpty {
            let (node, input) = inputs.removeFirst()
            var outbox = ShardOutbox()
            nodes[node].handle(input, at: now, into: &outbox)
            for (key, change) in outbox.proposals {
                if key == ShardRegisters.block(Int(key.index), of: application) { slotDecisions += 1 }
                registers[key] = change.applied(to: registers[key]) ?? registers[key]
                inputs.append((node, .decided(key, .decided(registers[key]))))
            }
            for (target, bytes) in outbox.messages {
                guard let message = ShardMessage(encoded: bytes) else { continue }
                let to = Int(target.low)
                let word = Told(from: node, to: to, message: message)
                told.append(word)
                if isLost(word) { continue }
                inputs.append((to, .message(from: Self.id(node), bytes)))
            }
            for (request, answer) in outbox.answers { answers[request.number] = answer }
        }
    }
}

extension [ShardTown.Told] {
    var finds: Int { count { if case .find = $0.message { true } else { false } } }
    var seen: Int { count { if case .seen = $0.message { true } else { false } } }
    var beats: Int { count { if case .beat = $0.message { true } else { false } } }
    /// How long this node is told to wait for a session's turn, in milliseconds.
    func turns(for node: Int) -> [UInt64] {
        compactMap { if $0.to == node, case .turn(_, _, let wait) = $0.message { wait } else { nil } }
    }
    /// Questions that only a register answers.
    var reads: Int { count { if case .adopt(_, _, _, _, _, nil) = $0.message { true } else { false } } }
}
