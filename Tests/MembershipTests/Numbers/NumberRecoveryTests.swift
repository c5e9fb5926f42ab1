import GossipCore
import Testing

@testable import Membership

@Suite("Numbers that are left without a majority")
struct NumberRecoveryTests {
    private let fleet: FleetName
    private let register: RegisterKey

    init() throws {
        fleet = try #require(FleetName("asia"))
        register = Ledger.register(of: fleet)
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// The values of slots that hold these runs.
    private func slots(_ runs: [[String]]) -> [[UInt8]] {
        var first: UInt8 = 1
        return runs.map { run in
            defer { first += UInt8(run.count) }
            return [1, first] + run.flatMap { [UInt8($0.utf8.count)] + bytes($0) }
        }
    }

    private func number(_ number: UInt32, _ identity: String) throws -> Entry {
        let holder = try #require(ClusterIdentity(identity))
        let key = NumberKey(fleet: fleet, number: ClusterNumber(number))
        return Entry(
            key: key.entryKey, stamp: Stamp(ticks: 1, writer: NodeID(high: 1, low: 1)),
            payload: Array(repeating: 0, count: Attestation.byteCount) + NumberKey.content(holder))
    }

    /// What a proposer reads of the recovered roll.
    private func read(_ recovery: NumberRecovery) -> [[UInt8]] {
        var roll = Roll(register: register)
        while let value = recovery.registers[roll.nextRegister] {
            guard roll.take(value) else { return [] }
        }
        return roll.items
    }

    @Test("What the map and the votes agree on stands, and the votes add what the map has not heard of")
    func both() throws {
        let runs = slots([["a", "b"], ["c"]])
        let recovery = NumberRecovery(
            registers: [register: runs[0], register.at(1): runs[1]], entries: [try number(1, "a")])
        #expect(read(recovery) == ["a", "b", "c"].map(bytes))
        #expect(recovery.fleets.map(\.known) == [3])
        #expect(recovery.fleets.map(\.knownFromVotes) == [2])
        #expect(recovery.fleets.map(\.name) == ["asia"])
    }

    @Test("A run that a minority accepted gives way to what the map says was decided")
    func outvoted() throws {
        let recovery = NumberRecovery(
            registers: [register: slots([["x", "y"]])[0]],
            entries: [try number(1, "a"), try number(2, "x")])
        #expect(read(recovery) == ["a", "x"].map(bytes))
        #expect(recovery.fleets.map(\.contradicted) == [1])
    }

    @Test(
        "A run that does not end where the next slot begins was outvoted, and nobody gets its numbers again")
    func otherLength() {
        let recovery = NumberRecovery(
            registers: [register: slots([["x"]])[0], register.at(1): slots([["a", "b"], ["c"]])[1]],
            entries: [])
        #expect(recovery.fleets.map(\.withoutHolder) == [[1, 2]])
        #expect(recovery.fleets.map(\.highest) == [3])
        let items = read(recovery)
        #expect(items.count == 3)
        #expect(items.last == bytes("c"))
        #expect(items.prefix(2).allSatisfy { ClusterIdentity(utf8: $0) == nil })
    }

    @Test("A number whose holder nobody knows stays taken")
    func hole() throws {
        let recovery = NumberRecovery(registers: [:], entries: [try number(1, "a"), try number(3, "c")])
        #expect(recovery.fleets.map(\.withoutHolder) == [[2]])
        var roll = Roll(register: register)
        while let value = recovery.registers[roll.nextRegister], roll.take(value) {}
        #expect(roll.number(of: bytes("c")) == 3)
        #expect(roll.items.count == 3)
        #expect(roll.number(of: bytes("b")) == nil)
    }

    @Test("A roll of many slots is written anew without a gap, and other registers stay")
    func many() throws {
        let entries = try (1...2_000).map { try number($0, "bot-\($0)") }
        let lease = RegisterKey(space: 9, name: [1], index: 4)
        let recovery = NumberRecovery(registers: [lease: [7]], entries: entries)
        #expect(read(recovery) == (1...2_000).map { bytes("bot-\($0)") })
        #expect(recovery.registers[lease] == [7])
        #expect(recovery.otherRegisters == 1)
    }
}
