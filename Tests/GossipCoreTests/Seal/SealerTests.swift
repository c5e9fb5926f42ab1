import CSodium
import Testing

@testable import GossipCore

@Suite("Sealing")
struct SealerTests {
    @Test("Subkey and counter give the test vector of draft-irtf-cfrg-xchacha, A.3.1")
    func draftVector() throws {
        let key = try #require(GroupKey(bytes: Array(0x80...0x9F)))
        let boot = BootID(high: 0x4041_4243_4445_4647, low: 0x4849_4A4B_4C4D_4E4F)
        let counter: UInt64 = 0x5756_5554_5352_5150
        var text = Array(
            ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                + "sunscreen would be it.").utf8)
        var tag = [UInt8](repeating: 0, count: 16)
        text.withUnsafeMutableBytes { text in
            tag.withUnsafeMutableBytes { tag in
                Subkey(key, boot: boot).seal(
                    text, tag: tag, counter: counter,
                    additionalData: [0x50, 0x51, 0x52, 0x53, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7])
            }
        }
        #expect(
            Hex.of(text)
                == "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
                + "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                + "21f9664c97637da9768812f615c68b13b52e")
        #expect(Hex.of(tag) == "c0875924c1c7987947deafd8780acf49")
    }

    @Test("A datagram is what libsodium's XChaCha20-Poly1305 makes of its plaintext, nonce and label")
    func sameAsLibsodium() throws {
        var fixture = try SealingFixture()
        let datagram = fixture.sealed()
        let text = try fixture.open(datagram).get()

        let additionalData = Array(datagram[0..<5]) + SealingFixture.label
        var expected = [UInt8](repeating: 0, count: text.count + 16)
        crypto_aead_xchacha20poly1305_ietf_encrypt(
            &expected, nil, text, UInt64(text.count), additionalData, UInt64(additionalData.count), nil,
            Array(datagram[5..<29]), try SealingFixture.key(1).bytes)
        #expect(Array(datagram[29...]) == expected)
    }

    @Test("The header is version, hint, boot id and a counter that begins at 1 and rises by one")
    func header() throws {
        var fixture = try SealingFixture()
        let first = fixture.sealed()
        let second = fixture.sealed()
        let hint = try SealingFixture.key(1).hint.description
        #expect(
            Hex.of(first[0..<29]) == "01" + hint + "0102030405060708090a0b0c0d0e0f10" + "0100000000000000")
        #expect(
            Hex.of(second[0..<29]) == "01" + hint + "0102030405060708090a0b0c0d0e0f10" + "0200000000000000")
    }

    @Test("The hint is the first four bytes of BLAKE2b-256 of the key")
    func hint() throws {
        let key = try SealingFixture.key(1)
        var hash = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&hash, 32, key.bytes, 32, nil, 0)
        #expect(key.hint.description == Hex.of(hash[0..<4]))
    }

    @Test("A key that is not of 32 bytes is none", arguments: [0, 31, 33])
    func keyLength(count: Int) {
        #expect(GroupKey(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test("The counter goes on when another key seals, so that no nonce repeats")
    func counterSurvivesRotation() throws {
        var fixture = try SealingFixture()
        _ = fixture.sealed()
        fixture.sealer.use(try SealingFixture.ring(2, 1))
        let datagram = fixture.sealed()
        #expect(datagram[21] == 2)
        #expect(Hex.of(datagram[1..<5]) == (try SealingFixture.key(2).hint.description))
    }
}
