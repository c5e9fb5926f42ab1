import GossipCore
import Testing

@testable import Membership

@Suite("What homes and voters tell each other about shards")
struct ShardMessageTests {
    private let application = ApplicationID(name: "a secret")
    private let session = SessionID(high: 1 << 40, low: 77)
    private let node = NodeID(high: .max, low: 3)

    private var slot: ShardSlot {
        ShardSlot(
            session: session, home: node, generation: 1 << 40, moves: 9, term: 73_000, instance: .max,
            isReleased: true)
    }

    private func messages() throws -> [ShardMessage] {
        let size = try #require(PoolSize(shards: 16, buckets: 2, source: .discord))
        let lease = HomeLease(generation: 7, boot: .max, renewal: 300, isClosed: true)
        var report = SessionReport()
        report.guilds = 2_400
        report.extra = Array("text".utf8)
        return [
            .renew(lease, over: nil, decides: true), .renew(lease, over: 6, decides: false),
            .connect(application, session, ask: 1, generation: 2, term: 73_000, instance: 3),
            .adopt(application, session, ask: 1, generation: 2, term: 73_000, from: nil),
            .adopt(application, session, ask: 1, generation: 2, term: 73_000, from: slot),
            .release(application, slot), .list(application, ask: 300),
            .identify(application, session, ask: 1),
            .identified(application, session, ask: 1), .find(application, session, ask: 1),
            .seen(application, session, ask: 1, slot), .renewed(lease, asker: 77),
            .granted(application, slot, size, ask: 1, sleepMilliseconds: 8_250),
            .taken(application, session, slot), .elsewhere(application, node),
            .refused(session, .noBudget, retryMilliseconds: 60_000),
            .standing(application, session, ask: 1, nil), .standing(application, session, ask: 1, slot),
            .released(application, slot), .turn(session, ask: 1, milliseconds: 0),
            .holds(application, ask: 1, size, Array(repeating: slot, count: ShardMessage.slotsMax)),
            .beat(application, session, ask: 1, moves: 300, report),
            .beaten(session, ask: 1, .outsidePool, promise: 60_000),
            .end(application, session, ask: 4), .turnFor(application, session, ask: 5, age: 300),
            .handed(session, ask: 6),
        ]
    }

    @Test("Each reads as it was written, and fits a message")
    func roundTrip() throws {
        for message in try messages() {
            let bytes = message.encoded
            #expect(ShardMessage(encoded: bytes) == message)
            #expect(bytes.count <= Limits.messageBytesMax)
            #expect(ShardMessage.owns(bytes))
        }
    }

    @Test("INV-10: what is cut off, too long or changed is another message or none")
    func garbage() throws {
        for message in try messages() {
            let bytes = message.encoded
            for count in 0..<bytes.count { #expect(ShardMessage(encoded: Array(bytes.prefix(count))) == nil) }
            #expect(ShardMessage(encoded: bytes + [0]) == nil)
            for place in bytes.indices {
                var changed = bytes
                changed[place] ^= 0xFF
                #expect(ShardMessage(encoded: changed) != message)
            }
        }
    }

    @Test("A full block of shards fits a register, and reads as it was written")
    func block() {
        var block = ShardBlock()
        for shard in 0..<ShardBlock.shards { block[shard] = slot }
        #expect(block.encoded.count <= Limits.registerBytesMax)
        #expect(ShardBlock(block.encoded) == block)
        #expect(ShardBlock(Array(block.encoded.dropLast())) == nil)
        #expect(ShardBlock(nil) == ShardBlock())
    }

    @Test("A session is a ULID that names its shard, in either case of its letters")
    func sessions() throws {
        let text = session.naming(4_097).description
        #expect(text.count == 26)
        let read = try #require(SessionID(text.lowercased()))
        #expect(read == session.naming(4_097))
        #expect(read.shard == 4_097)
        #expect(read.request == session.request)
        #expect(SessionID("8ZZZZZZZZZZZZZZZZZZZZZZZZZ") == nil)
        #expect(SessionID("0123") == nil)
        #expect(SessionID("7ZZZZZZZZZZZZZZZZZZZZZZZZU") == nil)
    }
}
