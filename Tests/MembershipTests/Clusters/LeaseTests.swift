import Testing

@testable import Membership

@Suite("Leases")
struct LeaseTests {
    private func secret(_ byte: UInt8) -> LeaseSecret {
        LeaseSecret(random: Array(repeating: byte, count: 32))
    }

    @Test("A lease is the base64url of 32 bytes in 43 characters")
    func text() {
        #expect(secret(0).text == String(repeating: "A", count: 43))
        #expect(secret(0xFF).text == String(repeating: "_", count: 42) + "8")
        // RFC 4648, section 10, extended to 32 bytes.
        let ascending = LeaseSecret(random: Array(0..<32))
        #expect(ascending.text == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
    }

    @Test("The newest lease is good, and so is the one before in case the answer was lost")
    func former() {
        let first = LeaseHashes(current: LeaseHashes.hash(secret(1).text))
        let second = first.succeeded(by: secret(2), presented: secret(1).text)
        #expect(second.accepts(secret(2).text))
        #expect(second.accepts(secret(1).text))
        #expect(!second.accepts(secret(3).text))
        #expect(!second.accepts(nil))
    }

    @Test("The lease before the last one registers once, not twice")
    func once() {
        let first = LeaseHashes(current: LeaseHashes.hash(secret(1).text))
        let second = first.succeeded(by: secret(2), presented: secret(1).text)
        let third = second.succeeded(by: secret(3), presented: secret(1).text)
        #expect(!third.accepts(secret(1).text))
        #expect(!third.accepts(secret(2).text))
        #expect(third.accepts(secret(3).text))
    }
}
