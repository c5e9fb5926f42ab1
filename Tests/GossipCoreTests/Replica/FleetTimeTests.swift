import Testing

@testable import GossipCore

@Suite("What time the fleet believes it is")
struct FleetTimeTests {
    private let day: UInt64 = 86_400_000
    private let truth: UInt64 = 1_795_219_200_000

    /// What a node whose own clock says `own` reads after these clocks were told to it.
    private func reading(own: UInt64, told: [UInt64]) -> UInt64 {
        var time = FleetTime()
        let now = Instant(nanoseconds: 7_000_000_000)
        for (number, clock) in told.enumerated() {
            let minutes = FleetTime.minutes(of: WallTime(milliseconds: clock))
            time.heard(minutes, of: NodeID(high: 1, low: UInt64(number)), at: now)
        }
        return time.reading(at: now, own: WallTime(milliseconds: own)).milliseconds
    }

    @Test("Fewer than half of the clocks cannot move it, in either direction and however far")
    func minority() {
        #expect(reading(own: 0, told: [truth, truth]) == truth)
        #expect(reading(own: truth + 365 * day, told: [truth, truth]) == truth)
        #expect(reading(own: .max, told: [0, truth, truth, truth]) == truth)
        #expect(reading(own: truth, told: [UInt64.max, UInt64.max]) > truth + 365 * day)
    }

    @Test("Alone it is the own clock; of two clocks both nodes take the earlier")
    func few() {
        #expect(reading(own: truth, told: []) == truth)
        #expect(reading(own: truth + day, told: [truth]) == reading(own: truth, told: [truth + day]))
        #expect(reading(own: truth + day, told: [truth]) == truth)
    }

    @Test("A member has one voice, and what it told goes on with the time that passes")
    func voices() {
        var time = FleetTime()
        let liar = NodeID(high: 9, low: 9)
        for _ in 0..<50 { time.heard(.max, of: liar, at: .zero) }
        let minutes = FleetTime.minutes(of: WallTime(milliseconds: truth))
        time.heard(minutes, of: NodeID(high: 1, low: 1), at: .zero)
        let later = Instant.zero + .seconds(3_600)
        #expect(time.reading(at: later, own: WallTime(milliseconds: 0)).milliseconds == truth + 3_600_000)
    }

    @Test("Of many members the last are heard")
    func full() {
        var time = FleetTime()
        for number in 0..<UInt64(3 * FleetTime.clocksMax) {
            let clock = WallTime(milliseconds: number < 20 ? 0 : truth)
            time.heard(FleetTime.minutes(of: clock), of: NodeID(high: 2, low: number), at: .zero)
        }
        #expect(time.reading(at: .zero, own: WallTime(milliseconds: 0)).milliseconds == truth)
    }
}
