import GossipCore
import Testing

@testable import Membership

@Suite("Who may hand out numbers")
struct ElectorateTests {
    private func id(_ number: UInt64) -> NodeID { NodeID(high: 0, low: number) }

    private func electorate(_ states: [MemberState], own: UInt64 = 1) -> Electorate {
        var electorate = Electorate(own: id(own))
        for (index, state) in states.enumerated() { electorate.take(id(UInt64(index) + 1), state) }
        return electorate
    }

    @Test("More than half of all that neither left nor were forgotten must be alive")
    func majority() {
        #expect(electorate([.alive]).hasMajority)
        #expect(electorate([.alive, .alive, .dead]).hasMajority)
        #expect(!electorate([.alive, .dead, .dead]).hasMajority)
        #expect(electorate([.alive, .left, .forgotten, .dead]).hasMajority)
        #expect(!electorate([.alive, .suspect, .suspect]).hasMajority)
    }

    @Test("Of two halves the one with the lowest member of all has the majority")
    func halves() {
        #expect(electorate([.alive, .dead], own: 1).hasMajority)
        #expect(!electorate([.dead, .alive], own: 2).hasMajority)
        #expect(electorate([.left, .alive, .dead], own: 2).hasMajority)
    }

    @Test("The lowest member that is not dead assigns; a suspect may still be there")
    func assigner() {
        #expect(electorate([.alive, .alive], own: 2).assigner == id(1))
        #expect(electorate([.suspect, .alive], own: 2).assigner == id(1))
        #expect(electorate([.dead, .alive], own: 2).assigner == id(2))
        #expect(electorate([.left], own: 1).assigner == nil)
    }

    @Test("What others suspect of this node does not make it doubt itself")
    func own() {
        #expect(electorate([.suspect], own: 1).hasMajority)
        #expect(electorate([.dead], own: 1).assigner == id(1))
    }

    @Test("Counts follow any order of changes")
    func changes() {
        var random = SeededGenerator(seed: 7)
        var electorate = Electorate(own: id(100))
        var states: [UInt64: MemberState] = [:]
        for _ in 0..<5_000 {
            let member = UInt64(random.below(50)) + 1
            let state = MemberState.allCases[random.below(5)]
            let wasAlive = states[member] == .alive
            #expect(electorate.take(id(member), state) == (state == .alive && !wasAlive))
            states[member] = state
            let counted = states.filter { $0.value < .left }
            let alive = counted.filter { $0.value == .alive }
            #expect(electorate.count == counted.count + 1)
            #expect(electorate.others == alive.keys.sorted().map(id))
            let present = counted.filter { $0.value < .dead }.keys.min() ?? 100
            #expect(electorate.assigner == id(present))
        }
    }
}
