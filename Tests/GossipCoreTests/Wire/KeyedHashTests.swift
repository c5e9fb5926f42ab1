import Testing

@testable import GossipCore

@Suite("Keyed hash")
struct KeyedHashTests {
    @Test("Its values are the same for ever: another function would split a fleet of mixed versions")
    func knownAnswers() {
        #expect(KeyedHash.of([]) == 0x67DC_0563_7C71_4962)
        #expect(KeyedHash.of(Array("rollcall".utf8)) == 0x63E4_A041_E68D_D93F)
        #expect(KeyedHash.of(1, 2, 3) == 0xA31E_67F2_6D4B_E37D)
    }

    @Test("Words hash as their little-endian bytes")
    func words() {
        let bytes: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]
        #expect(KeyedHash.of(1, 2, 3) == KeyedHash.of(bytes))
        #expect(bytes.withUnsafeBytes { keyedHash($0) } == KeyedHash.of(bytes))
        #expect(KeyedHash.of(bytes.span.bytes) == KeyedHash.of(bytes))
    }
}
