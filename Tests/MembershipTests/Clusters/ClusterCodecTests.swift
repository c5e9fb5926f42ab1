import GossipCore
import Testing

@testable import Membership

@Suite("Registrations on the wire")
struct ClusterCodecTests {
    private func random(_ random: inout SeededGenerator) throws -> RegistrationEntry {
        let hash = { (random: inout SeededGenerator) in
            (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
        var leases: LeaseHashes?
        if random.below(3) > 0 {
            leases = LeaseHashes(current: hash(&random), former: random.below(2) == 0 ? nil : hash(&random))
        }
        return RegistrationEntry(
            fleet: try #require(FleetName(String(repeating: "f", count: 1 + random.below(256)))),
            isDown: random.below(2) == 0, since: WallTime(milliseconds: random.next()),
            lastSeen: WallTime(milliseconds: random.next()),
            version: String(repeating: "v", count: random.below(65)),
            scrapeTarget: String(repeating: "h", count: random.below(260)), leases: leases)
    }

    @Test("An entry round-trips and the longest one fits")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<500 {
            let entry = try random(&generator)
            let bytes = entry.encoded()
            #expect(bytes.count <= Limits.entryPayloadBytesMax)
            #expect(RegistrationEntry(decoding: bytes) == entry)
            #expect(RegistrationEntry(decoding: bytes + [9, 9]) == entry)
            #expect(RegistrationEntry(decoding: [2] + bytes.dropFirst()) == nil)
        }
    }

    @Test("An entry that ends early is ignored, at whatever byte it ends")
    func truncated() throws {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<20 {
            let bytes = try random(&generator).encoded()
            for end in bytes.indices { #expect(RegistrationEntry(decoding: Array(bytes[..<end])) == nil) }
        }
    }

    @Test("Any bytes decode to an entry or to nothing (INV-10)")
    func garbage() throws {
        var generator = SeededGenerator(seed: 10)
        for _ in 0..<20_000 {
            var bytes = try random(&generator).encoded()
            for _ in 0...generator.below(3) {
                bytes[generator.below(bytes.count)] = UInt8(truncatingIfNeeded: generator.next())
            }
            guard let entry = RegistrationEntry(decoding: bytes) else { continue }
            #expect(RegistrationEntry(decoding: entry.encoded()) == entry)
        }
    }

    @Test("Text that is too long is cut between two characters, never inside one")
    func cut() throws {
        var generator = SeededGenerator(seed: 11)
        var entry = try random(&generator)
        entry.version = String(repeating: "é", count: 40) + "x"
        let decoded = try #require(RegistrationEntry(decoding: entry.encoded()))
        #expect(decoded.version == String(repeating: "é", count: 32))
    }

    @Test("An identity has 1 to 256 bytes of UTF-8 and keeps its spelling")
    func identity() throws {
        #expect(ClusterIdentity("") == nil)
        #expect(ClusterIdentity(String(repeating: "x", count: 257)) == nil)
        #expect(ClusterIdentity(String(repeating: "é", count: 129)) == nil)
        #expect(ClusterIdentity(utf8: [0xFF]) == nil)
        let spelt = try #require(ClusterIdentity("e\u{301}"))
        #expect(ClusterIdentity(utf8: spelt.utf8) == spelt)
        #expect(RegistrationEntry.identity(of: RegistrationEntry.key(of: spelt)) == spelt)
        #expect(ReportKey.identity(decoding: ReportKey.bytes(spelt, page: 3)) == spelt)
    }
}
