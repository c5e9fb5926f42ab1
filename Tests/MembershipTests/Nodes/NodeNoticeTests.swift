import GossipCore
import Testing

@testable import Membership

@Suite("What a node tells of itself, on the wire")
struct NodeNoticeTests {
    private let allowed = Array("0123456789ABCXYZabcxyz.+-_~".utf8)

    private func random(_ random: inout SeededGenerator) throws -> NodeNotice {
        let text = (0...random.below(AgentVersion.bytesMax)).map { _ in allowed[random.below(allowed.count)] }
        return NodeNotice(
            bootTag: UInt32(truncatingIfNeeded: random.next()),
            version: try #require(AgentVersion(String(decoding: text, as: UTF8.self))),
            keys: (0...random.below(Keyring.keysMax)).prefix(Keyring.keysMax).map { _ in
                KeyHint(rawValue: UInt32(truncatingIfNeeded: random.next()))
            })
    }

    @Test("A notice round-trips, and what a later version adds is skipped")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<500 {
            let notice = try random(&generator)
            let bytes = notice.encoded()
            #expect(bytes.count <= 1 + 4 + 1 + AgentVersion.bytesMax + 1 + 4 * Keyring.keysMax)
            #expect(NodeNotice(decoding: bytes) == notice)
            #expect(NodeNotice(decoding: bytes + [9, 9]) == notice)
            #expect(NodeNotice(decoding: [2] + bytes.dropFirst()) == nil)
            for end in bytes.indices { #expect(NodeNotice(decoding: Array(bytes[..<end])) == nil) }
        }
    }

    @Test("Any bytes decode to a notice or to nothing (INV-10)")
    func garbage() throws {
        var generator = SeededGenerator(seed: 22)
        for _ in 0..<20_000 {
            var bytes = try random(&generator).encoded()
            for _ in 0...generator.below(3) {
                bytes[generator.below(bytes.count)] = UInt8(truncatingIfNeeded: generator.next())
            }
            guard let notice = NodeNotice(decoding: bytes) else { continue }
            #expect(NodeNotice(decoding: notice.encoded()) == notice)
        }
    }

    @Test(
        "A text that is empty, long or of other characters is no version",
        arguments: ["", "12345678901234567", "0.2 0", "0.2\n", "\u{1B}[31m", "<b>", "0.2.0\u{E9}"])
    func refused(text: String) {
        #expect(AgentVersion(text) == nil)
    }

    @Test(
        "What people call versions is one",
        arguments: ["0.2.0", "1.10.3-beta.2", "0.3.0+g1234567", "v2~rc_1"]
    )
    func accepted(text: String) {
        #expect(AgentVersion(text)?.text == text)
    }

    @Test("The key names the node, and is no cluster's and no shard notice's")
    func key() {
        let node = NodeID(high: 3, low: 4)
        let key = NodeNotice.key(node)
        #expect(NodeNotice.node(of: key) == node)
        #expect(NodeNotice.node(of: key + [0]) == nil)
        #expect(NodeNotice.node(of: Array(key.dropLast())) == nil)
        #expect(NodeNotice.node(of: ShardNotice.key(node, page: 0)) == nil)
        #expect(ShardNotice.address(of: key) == nil)
        #expect(ReportKey.identity(decoding: key) == nil)
    }
}
