import GossipCore
import Testing

@testable import Membership

@Suite("Numbers on the wire")
struct NumberCodecTests {
    private static func random(_ random: inout SeededGenerator) throws -> NumberMessage {
        let fleet = try #require(FleetName(String(repeating: "é", count: 1 + random.below(128))))
        let identity = try #require(ClusterIdentity(String(repeating: "b", count: 1 + random.below(256))))
        let request = NumberRequest(fleet: fleet, identity: identity)
        switch random.below(3) {
        case 0: return .ask(request)
        case 1:
            let number = ClusterNumber(UInt32(truncatingIfNeeded: random.next()) | 1)
            let attestation = (0..<Attestation.byteCount).map { _ in UInt8(truncatingIfNeeded: random.next())
            }
            return .told(
                AttestedNumber(
                    key: NumberKey(fleet: fleet, number: number), identity: identity, attestation: attestation
                ))
        default:
            let reasons = PendingReason.allCases
            return .waits(request, reasons[random.below(reasons.count)])
        }
    }

    @Test("Messages survive packing in their order, and every packet fits a message")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let messages = try (0..<random.below(30)).map { _ in try Self.random(&random) }
            let packets = NumberMessage.packed(messages, bytesMax: Limits.messageBytesMax)
            #expect(packets.allSatisfy { $0.count <= Limits.messageBytesMax })
            #expect(packets.flatMap(NumberMessage.unpacked) == messages)
        }
    }

    @Test("Any bytes unpack to something or nothing, and what they unpack to packs to a prefix of them")
    func garbage() throws {
        var random = SeededGenerator(seed: 6)
        for round in 0..<20_000 {
            var bytes = (0..<random.below(80)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            if round % 2 == 0 {
                bytes = NumberMessage.packed([try Self.random(&random)], bytesMax: 1_000).first ?? []
                bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
            }
            let packed = NumberMessage.packed(NumberMessage.unpacked(bytes), bytesMax: 4_000)
            #expect(packed.count <= 1)
            #expect(bytes.starts(with: packed.first ?? []))
        }
    }

    @Test("The key of a number round-trips, sorts by number and is not mistaken for another")
    func key() throws {
        let fleet = try #require(FleetName("asia"))
        let two = NumberKey(fleet: fleet, number: ClusterNumber(2))
        let many = NumberKey(fleet: fleet, number: ClusterNumber(70_000))
        #expect(NumberKey(two.entryKey) == two)
        #expect(NumberKey(many.entryKey) == many)
        #expect(two.entryKey < many.entryKey)
        #expect(NumberKey(EntryKey(space: NumberKey.space, bytes: [97, 0, 0, 0, 0])) == nil)
        #expect(NumberKey(EntryKey(space: NumberKey.space, bytes: [0, 0, 0, 1])) == nil)
        #expect(NumberKey(EntryKey(space: NumberKey.space, bytes: [0xFF, 0, 0, 0, 1])) == nil)
        #expect(NumberKey(EntryKey(space: RegistrationEntry.space, bytes: two.entryKey.bytes)) == nil)
    }

    @Test("The payload of a number is an identity, and a later version may say more")
    func payload() throws {
        let identity = try #require(ClusterIdentity("bot-1"))
        let word = Array(repeating: UInt8(9), count: Attestation.byteCount)
        let content = NumberKey.content(identity)
        #expect(NumberKey.identity(decoding: word + content) == identity)
        #expect(NumberKey.identity(decoding: word + content + [1, 2, 3]) == identity)
        #expect(NumberKey.identity(decoding: word + [2] + content.dropFirst()) == nil)
        #expect(NumberKey.identity(decoding: word + content.dropLast()) == nil)
        #expect(NumberKey.identity(decoding: Array(word.dropLast())) == nil)
    }
}
