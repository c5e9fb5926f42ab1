import GossipCore
import Testing

@testable import Membership

@Suite("The book of numbers")
struct NumberBookTests {
    private let asia: FleetName
    private let one: ClusterIdentity
    private let other: ClusterIdentity

    init() throws {
        asia = try #require(FleetName("asia"))
        one = try #require(ClusterIdentity("one"))
        other = try #require(ClusterIdentity("other"))
    }

    private func key(_ number: UInt32) -> NumberKey { NumberKey(fleet: asia, number: ClusterNumber(number)) }

    @Test("Of two numbers of one identity the lower one counts, and the other stays taken")
    func lower() {
        var book = NumberBook()
        #expect(book.take(key(4), holder: one) == [one])
        #expect(book.number(of: one, in: asia) == ClusterNumber(4))
        _ = book.take(key(3), holder: one)
        #expect(book.number(of: one, in: asia) == ClusterNumber(3))
        #expect(book.holder(of: key(4)) == one)
        #expect(book.highest(of: asia) == ClusterNumber(4))
    }

    @Test("Who loses a number to an earlier stamp has none")
    func loser() {
        var book = NumberBook()
        _ = book.take(key(1), holder: one)
        #expect(book.take(key(1), holder: other) == [one, other])
        #expect(book.number(of: one, in: asia) == nil)
        #expect(book.number(of: other, in: asia) == ClusterNumber(1))
        #expect(book.take(key(1), holder: other) == [])
        #expect(book.highest(of: asia) == ClusterNumber(1))
    }

    @Test("NFC and NFD spellings are two identities and two fleets")
    func spellings() throws {
        let composed = try #require(ClusterIdentity("caf\u{E9}"))
        let decomposed = try #require(ClusterIdentity("cafe\u{301}"))
        #expect(composed != decomposed)
        var book = NumberBook()
        _ = book.take(key(1), holder: composed)
        #expect(book.number(of: decomposed, in: asia) == nil)
        #expect(try #require(FleetName("caf\u{E9}")) != #require(FleetName("cafe\u{301}")))
    }
}
