import Testing

@testable import GossipCore

@Suite("Keyring")
struct KeyringTests {
    @Test("Install adds a key that does not seal yet; twice is once")
    func install() throws {
        let ring = try SealingFixture.ring(1).installing(try SealingFixture.key(2))
        #expect(ring.keys.map(\.hint) == [try SealingFixture.key(1).hint, try SealingFixture.key(2).hint])
        #expect(ring.sealing.hint == (try SealingFixture.key(1).hint))
        #expect(try ring.installing(try SealingFixture.key(2)).keys.count == 2)
    }

    @Test("A ring holds at most eight keys")
    func full() throws {
        let ring = try SealingFixture.ring(1, 2, 3, 4, 5, 6, 7, 8)
        #expect(throws: KeyringError.full) { try ring.installing(try SealingFixture.key(9)) }
    }

    @Test("Use makes an installed key the one that seals, and keeps the others")
    func use() throws {
        let ring = try SealingFixture.ring(1, 2, 3).using(try SealingFixture.key(3).hint)
        #expect(ring.sealing.hint == (try SealingFixture.key(3).hint))
        #expect(ring.keys.count == 3)
        #expect(try ring.using(ring.sealing.hint).sealing.hint == ring.sealing.hint)
        #expect(throws: KeyringError.unknownKey) { try ring.using(try SealingFixture.key(4).hint) }
    }

    @Test("Remove drops a key that does not seal; the one that seals stays")
    func remove() throws {
        let ring = try SealingFixture.ring(1, 2)
        let removed = try ring.removing(try SealingFixture.key(2).hint)
        #expect(removed.keys.map(\.hint) == [try SealingFixture.key(1).hint])
        #expect(try removed.removing(try SealingFixture.key(2).hint).keys.count == 1)
        #expect(throws: KeyringError.sealing) { try ring.removing(try SealingFixture.key(1).hint) }
    }

    @Test("The same key twice at the start is one key")
    func duplicates() throws {
        #expect(try SealingFixture.ring(1, 1, 2).keys.count == 2)
    }
}
