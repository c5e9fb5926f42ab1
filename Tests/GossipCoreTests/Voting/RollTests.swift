import Testing

@testable import GossipCore

@Suite("Roll")
struct RollTests {
    static func value(_ change: RegisterChange?, on read: [UInt8]? = nil) -> [UInt8] {
        change?.apply(read) ?? read ?? []
    }

    @Test("Items are numbered from one, in order, and an item that has a number is asked for no more")
    func numbers() {
        var roll = Roll(register: VotingFixture.register)
        #expect(roll.take(Self.value(roll.change(adding: [[5], [6], [5]]))) == true)
        #expect(roll.number(of: [5]) == 1)
        #expect(roll.number(of: [6]) == 2)
        #expect(roll.change(adding: [[6]]) == nil)
        #expect(roll.nextRegister == VotingFixture.register.at(1))
    }

    @Test("A slot that another filled stands, and the next one holds what is left")
    func raced() {
        var mine = Roll(register: VotingFixture.register)
        let theirs = Self.value(mine.change(adding: [[1], [2]]))
        #expect(mine.take(Self.value(mine.change(adding: [[2], [3]]), on: theirs)) == true)
        #expect(mine.take(Self.value(mine.change(adding: [[2], [3]]))) == true)
        #expect(mine.items == [[1], [2], [3]])
    }

    @Test("A slot is refused that skips a number, repeats an item, or is not one")
    func foreign() {
        var roll = Roll(register: VotingFixture.register)
        var ahead = roll
        #expect(ahead.take(Self.value(ahead.change(adding: [[1]]))) == true)
        let second = Self.value(ahead.change(adding: [[2]]))
        #expect(roll.take(second) == false)
        #expect(roll.take([]) == false)
        #expect(roll.take([1, 1, 1, 7, 1, 7]) == false)
        #expect(roll.items.isEmpty)
    }

    @Test("A run of long items is cut to what fits a register")
    func fits() {
        let long = (0..<9).map { [UInt8](repeating: UInt8($0 + 1), count: 256) }
        var roll = Roll(register: VotingFixture.register)
        while let change = roll.change(adding: long) {
            let value = Self.value(change)
            #expect(value.count <= Limits.registerBytesMax)
            #expect(roll.take(value) == true)
        }
        #expect(roll.items == long)
    }
}
