import GossipCore
import Testing

@testable import Membership

/// One voter over registers that decide at once (docs/shards.md).
@Suite("A voter's desk")
struct LoneVoterTests {
    @Test("An owner of the pace that does not vote for a moment goes on with the turns that it gave")
    func pauses() {
        let voter = LoneVoter(shards: 4, buckets: 2)
        #expect(voter.connect() == 0)
        // As while the voters change.
        voter.handle(.voters([LoneVoter.id(0)], isVoter: false))
        voter.pass(.milliseconds(250))
        voter.handle(.voters([LoneVoter.id(0)], isVoter: true))
        #expect(voter.connect() == 0, "the other bucket's turn is now, and nobody waits for a new owner")
        let third = voter.connect() ?? 0
        #expect(third > 5, "the turn of the first bot stands")
    }

    @Test("Where another took the pace meanwhile, its owner is named")
    func takenOver() throws {
        let voter = LoneVoter(shards: 4, buckets: 2)
        #expect(voter.connect() == 0)
        voter.handle(.voters([LoneVoter.id(0)], isVoter: false))
        voter.pass(.milliseconds(250))
        let former = try #require(voter.registers[voter.pace])
        let taking = IdentifyPace.take(from: IdentifyPace(encoded: former), owner: LoneVoter.id(1), boot: 9)
        voter.registers[voter.pace] = taking.applied(to: former)
        voter.handle(.voters([LoneVoter.id(0), LoneVoter.id(1)], isVoter: true))
        #expect(voter.connect() == nil)
    }

    @Test("What moved into a new generation of its home is read soon, and once")
    func reads() {
        let voter = LoneVoter(shards: 16, buckets: 2)
        voter.pass(.seconds(30))
        #expect(voter.blockReads == 2, "each block is read once at first")
        func hear(_ generation: UInt64) {
            let ask = HomeLease(generation: generation, boot: generation, renewal: 1)
            let message = ShardMessage.renew(ask, over: generation - 1, decides: false)
            voter.handle(.message(from: LoneVoter.id(5), message.encoded))
        }
        hear(1)
        voter.pass(.seconds(30))
        #expect(voter.blockReads == 2, "a home that is new has no sessions")
        hear(2)
        voter.pass(.seconds(30))
        #expect(voter.blockReads == 4)
        voter.pass(.seconds(60))
        #expect(voter.blockReads == 4)
    }
}

/// A node that is the only voter, and a home for its bots.
private final class LoneVoter {
    let application = ApplicationID(name: "lone")
    var registers: [RegisterKey: [UInt8]] = [:]
    private(set) var blockReads = 0
    private var now = Instant.zero + .seconds(1_000)
    private var shards: Shards
    private var answers: [RequestID: ShardAnswer] = [:]
    private var requests: UInt64 = 0

    init(shards count: Int, buckets: Int) {
        shards = Shards(own: Self.id(0), boot: 1, terms: ShardTerms(), now: now)
        handle(.voters([Self.id(0)], isVoter: true))
        handle(.serve([application]))
        if let size = PoolSize(shards: count, buckets: buckets, source: .setting) {
            handle(.pool(application, size))
        }
        pass(.seconds(2))
    }

    static func id(_ node: Int) -> NodeID { NodeID(high: 1, low: UInt64(node)) }

    var pace: RegisterKey { ShardRegisters.pace(application) }

    /// - Returns: seconds until the turn of the bot; nil where it gets no shard in 2 s.
    func connect() -> Double? {
        requests += 1
        let request = RequestID(requests)
        let fresh = SessionID(high: 7, low: requests << 16)
        handle(.connect(request, application, fresh: fresh, instance: nil))
        for _ in 0..<8 where answers[request] == nil { pass(.milliseconds(250)) }
        guard case .connected(_, _, _, let sleep, _)? = answers[request] else { return nil }
        return sleep
    }

    func pass(_ span: Instant.Span) {
        let end = now + span
        while now < end {
            now = now + .milliseconds(250)
            handle(.wake)
        }
    }

    func handle(_ input: ShardInput) {
        var outbox = ShardOutbox()
        shards.handle(input, at: now, into: &outbox)
        for (request, answer) in outbox.answers { answers[request] = answer }
        for (key, change) in outbox.proposals {
            if key.space == ShardRegisters.firstBlock(of: application).space { blockReads += 1 }
            if let next = change.applied(to: registers[key]) { registers[key] = next }
            handle(.decided(key, .decided(registers[key])))
        }
    }
}

extension ShardRegisters {
    fileprivate static func firstBlock(of application: ApplicationID) -> RegisterKey {
        block(0, of: application)
    }
}
