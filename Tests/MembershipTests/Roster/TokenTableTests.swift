import GossipCore
import Testing

@testable import Membership

@Suite("Tokens")
struct TokenTableTests {
    @Test("One number of one holder is on its way to the disk once, of another holder once more")
    func holders() throws {
        let key = NumberKey(fleet: try #require(FleetName("asia")), number: ClusterNumber(1))
        let one = try #require(ClusterIdentity("one"))
        let other = try #require(ClusterIdentity("other"))
        var tokens = TokenTable()
        let issued = tokens.issue(key, one)
        let first = try #require(issued)
        #expect(tokens.issue(key, one) == nil)
        let second = tokens.issue(key, other)
        #expect(second != nil)
        guard case .number(key, one)? = tokens.redeem(first) else {
            Issue.record("the first token has lost its purpose")
            return
        }
        #expect(tokens.redeem(first) == nil)
        #expect(tokens.issue(key, other) == nil)
        if let second { _ = tokens.redeem(second) }
        #expect(tokens.count == 0)
        #expect(tokens.issue(key, other) != nil)
    }
}
