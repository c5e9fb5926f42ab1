import Testing

@testable import GossipCore

@Suite("Acceptor")
struct AcceptorTests {
    let key = VotingFixture.register

    @Test("A promise refuses every lower ballot, and repeats itself to its own")
    func promises() {
        var acceptor = Acceptor()
        let high = VotingFixture.ballot(2)
        #expect(acceptor.prepare(key, high) == .promised(accepted: .zero, value: []))
        #expect(acceptor.prepare(key, VotingFixture.ballot(1)) == .refused(.lower(than: high)))
        #expect(acceptor.accept(key, VotingFixture.ballot(1), [1]) == .refused(.lower(than: high)))
        #expect(acceptor.prepare(key, high) == .promised(accepted: .zero, value: []))
    }

    @Test("What was accepted is told to the next proposer, and outlives nothing but a higher ballot")
    func accepts() {
        var acceptor = Acceptor()
        let first = VotingFixture.ballot(1)
        #expect(acceptor.accept(key, first, [1]) == .accepted)
        #expect(acceptor.prepare(key, VotingFixture.ballot(3)) == .promised(accepted: first, value: [1]))
        #expect(acceptor.accept(key, VotingFixture.ballot(2), [2]) != .accepted)
        #expect(acceptor.registers[key]?.value == [1])
    }

    @Test("Of two ballots of one round one is higher, whoever asks")
    func ties() {
        let ballots = [VotingFixture.ballot(1, by: 1), VotingFixture.ballot(1, by: 2)].sorted()
        var acceptor = Acceptor()
        _ = acceptor.prepare(key, ballots[1])
        #expect(acceptor.prepare(key, ballots[0]) == .refused(.lower(than: ballots[1])))
    }

    @Test("A sealed voter answers no ballot at all")
    func sealed() {
        var acceptor = Acceptor()
        _ = acceptor.prepare(key, VotingFixture.ballot(1))
        acceptor.seal()
        #expect(acceptor.accept(key, VotingFixture.ballot(1), [1]) == .refused(.sealed))
        #expect(acceptor.prepare(key.at(9), VotingFixture.ballot(5)) == .refused(.sealed))
    }

    @Test("Values that fit no packet, and none at all, are refused")
    func limits() {
        var acceptor = Acceptor()
        let long = [UInt8](repeating: 1, count: Limits.registerBytesMax + 1)
        #expect(acceptor.accept(key, VotingFixture.ballot(1), long) == .refused(.limit))
        #expect(acceptor.accept(key, VotingFixture.ballot(1), []) == .refused(.limit))
    }

    @Test("Pages give every accepted value once, in order, and never the successor")
    func pages() {
        var acceptor = Acceptor()
        _ = acceptor.accept(.successor, VotingFixture.ballot(1), [9])
        _ = acceptor.prepare(key.at(500), VotingFixture.ballot(1))
        for index in (0..<120).reversed() {
            _ = acceptor.accept(key.at(UInt32(index)), VotingFixture.ballot(1), [1])
        }
        var found: [RegisterKey] = []
        var after = RegisterKey.successor
        while true {
            let (items, isLast) = acceptor.page(after: after)
            found += items.map(\.key)
            guard !isLast, let last = items.last else { break }
            after = last.key
        }
        #expect(found == (0..<120).map { key.at($0) })
    }
}
