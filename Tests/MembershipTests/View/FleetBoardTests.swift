import GossipCore
import Testing

@testable import Membership

@Suite("The order of the view")
struct FleetBoardTests {
    @Test("Fleets stand by code point, clusters by number, pending ones last by identity")
    func order() throws {
        var random = SeededGenerator(seed: 13)
        var board = FleetBoard()
        var expected: [Int: (fleet: FleetName, number: ClusterNumber?, identity: ClusterIdentity)] = [:]
        let names = ["z", "a", "é", "e\u{301}", "\u{1F600}", "\u{FFFD}"]
        for _ in 0..<3_000 {
            let index = random.below(60)
            let fleet = try #require(FleetName(names[random.below(names.count)]))
            let identity = try #require(ClusterIdentity("bot-\(index)"))
            let number = random.below(3) == 0 ? nil : ClusterNumber(UInt32(index + 1))
            board.place(index, identity, in: fleet, number)
            expected[index] = (fleet, number, identity)
        }
        let shown = board.fleets.filter { !$0.places.isEmpty }
        #expect(shown.map(\.name) == Set(expected.values.map(\.fleet)).sorted())
        for fleet in shown {
            let indices = expected.filter { $0.value.fleet == fleet.name }.sorted { left, right in
                switch (left.value.number, right.value.number) {
                case (let one?, let other?): one < other
                case (nil, nil): left.value.identity < right.value.identity
                case (let one, _): one != nil
                }
            }.map(\.key)
            #expect(fleet.places.map(\.index) == indices)
        }
    }

    @Test("The version rises once for each picture that differs")
    func version() throws {
        var board = FleetBoard()
        let fleet = try #require(FleetName("asia"))
        board.place(0, try #require(ClusterIdentity("a")), in: fleet, nil)
        board.settle()
        let first = board.version
        board.settle()
        #expect(board.version == first)
        board.touch(0)
        board.touch()
        board.settle()
        #expect(board.version == first + 1)
        #expect(board.fleets.map(\.places.count) == [1])
    }
}
