import Testing

@testable import GossipCore

@Suite("The hybrid logical clock")
struct HybridClockTests {
    let writer = NodeID(high: 1, low: 2)

    @Test("reads the wall clock while that moves forward")
    func wall() {
        var clock = HybridClock(writer: writer)
        let stamp = clock.tick(wall: WallTime(milliseconds: 1_000))
        #expect(stamp == Stamp(ticks: 1_000 << 16, writer: writer))
        let next = clock.tick(wall: WallTime(milliseconds: 1_001))
        #expect(next.wall.milliseconds == 1_001)
    }

    @Test("rises at every tick, however the wall clock jumps")
    func jumps() {
        var random = SeededGenerator(seed: 7)
        var clock = HybridClock(writer: writer)
        var last = Stamp(ticks: 0, writer: writer)
        var wall: UInt64 = 1_700_000_000_000
        for _ in 0..<10_000 {
            switch random.below(20) {
            case 0: wall &-= UInt64(random.below(1_000_000))
            case 1: wall &+= UInt64(random.below(1_000_000))
            case 2: wall = 0
            default: wall &+= UInt64(random.below(3))
            }
            let stamp = clock.tick(wall: WallTime(milliseconds: wall))
            #expect(last < stamp)
            last = stamp
        }
    }

    @Test("stamps later than what it observed, though its own wall clock is behind")
    func observes() {
        var clock = HybridClock(writer: writer)
        let wall = WallTime(milliseconds: 5_000_000_000)
        let foreign = Stamp(ticks: (5_000_000_000 + 3_600_000) << 16, writer: NodeID(high: 9, low: 9))
        let isBelieved = clock.observe(foreign, wall: wall)
        let stamp = clock.tick(wall: wall)
        #expect(isBelieved && foreign < stamp)
    }

    @Test("does not follow a stamp more than a day ahead, yet overwrites the entry that bears it")
    func drift() {
        var clock = HybridClock(writer: writer)
        let wall = WallTime(milliseconds: 1_790_000_000_000)
        let year2038 = Stamp(ticks: 2_147_483_648_000 << 16, writer: NodeID(high: 9, low: 9))
        let isBelieved = clock.observe(year2038, wall: wall)
        let fresh = clock.tick(wall: wall)
        let overwriting = clock.tick(wall: wall, above: year2038)
        #expect(!isBelieved && fresh.wall == wall && year2038 < overwriting)
    }

    @Test("saturates at the end of time instead of trapping or wrapping")
    func saturates() {
        var clock = HybridClock(writer: writer, ticks: .max - 1)
        for wall in [0, 5, .max] as [UInt64] {
            let stamp = clock.tick(wall: WallTime(milliseconds: wall))
            #expect(stamp.ticks == .max)
        }
        var fresh = HybridClock(writer: writer)
        let stamp = fresh.tick(wall: WallTime(milliseconds: .max))
        #expect(stamp.ticks == 0xFFFF_FFFF_FFFF_0000)
        let isBelieved = fresh.observe(
            Stamp(ticks: .max, writer: writer), wall: WallTime(milliseconds: .max))
        #expect(isBelieved && fresh.ticks == .max)
    }
}
