import Membership
import Testing

@testable import GossipCore
@testable import member_agent

@Suite("Who tells a change")
struct NoticeDutyTests {
    private static let timing = Timing.lan
    /// Five periods, 2 s of gathering, half a second between looks.
    private static let margin = 7.5

    private func node(_ number: UInt64) -> NodeID { NodeID(high: 0, low: number) }

    private func member(_ number: UInt64, _ state: MemberState) -> MemberRecord {
        var record = Sample.member(number)
        record.id = node(number)
        record.state = state
        return record
    }

    private func notice(_ shard: Int) -> Notice {
        Notice(
            at: WallTime(milliseconds: 0),
            change: .shard(Notice.Shard(application: "default", number: shard), .free))
    }

    private func at(_ seconds: Double) -> Instant { .zero + .seconds(100 + seconds) }

    /// Gives the turn to node 2, and lets it settle.
    private func settled(_ duty: inout NoticeDuty, _ members: [MemberRecord], from seconds: Double)
        -> [Notice]
    {
        #expect(duty.look([], isNotifier: true, members: members, at: at(seconds)).isEmpty)
        #expect(duty.look([], isNotifier: true, members: members, at: at(seconds + 4.9)).isEmpty)
        return duty.look([], isNotifier: true, members: members, at: at(seconds + 5))
    }

    @Test("Another node's changes are not told, and an own one's at once")
    func ordinary() {
        var duty = NoticeDuty(own: node(2), timing: Self.timing)
        #expect(duty.look([notice(1)], isNotifier: false, members: [member(1, .alive)], at: at(0)).isEmpty)
        var alone = NoticeDuty(own: node(2), timing: Self.timing)
        #expect(settled(&alone, [], from: 0).isEmpty)
        #expect(alone.look([notice(1)], isNotifier: true, members: [], at: at(6)) == [notice(1)])
        #expect(
            alone.look([notice(2)], isNotifier: true, members: [member(3, .alive)], at: at(7)) == [notice(2)])
    }

    @Test("A node that starts tells nothing before it knows who else does, and then what it saw meanwhile")
    func start() {
        var second = NoticeDuty(own: node(2), timing: Self.timing)
        #expect(second.look([notice(1)], isNotifier: true, members: [], at: at(0)).isEmpty)
        #expect(second.look([notice(2)], isNotifier: false, members: [member(1, .alive)], at: at(2)).isEmpty)
        #expect(second.look([], isNotifier: false, members: [member(1, .alive)], at: at(9)).isEmpty)
        var first = NoticeDuty(own: node(1), timing: Self.timing)
        #expect(first.look([notice(1)], isNotifier: true, members: [], at: at(0)).isEmpty)
        #expect(first.look([notice(2)], isNotifier: true, members: [], at: at(2)).isEmpty)
        #expect(
            first.look([notice(3)], isNotifier: true, members: [], at: at(5)) == [
                notice(1), notice(2), notice(3),
            ])
    }

    @Test("What came since shortly before the former notifier was suspected is told when it is dead")
    func death() {
        var duty = NoticeDuty(own: node(2), timing: Self.timing)
        let alive = [member(1, .alive), member(3, .alive)]
        #expect(duty.look([notice(1)], isNotifier: false, members: alive, at: at(0)).isEmpty)
        #expect(duty.look([notice(2)], isNotifier: false, members: alive, at: at(10 - Self.margin)).isEmpty)
        #expect(duty.look([notice(3)], isNotifier: false, members: [member(1, .suspect)], at: at(10)).isEmpty)
        #expect(duty.look([notice(4)], isNotifier: false, members: [member(1, .suspect)], at: at(14)).isEmpty)
        #expect(duty.look([notice(5)], isNotifier: true, members: [member(1, .dead)], at: at(18)).isEmpty)
        #expect(
            settled(&duty, [member(1, .dead)], from: 18) == [notice(2), notice(3), notice(4), notice(5)])
        #expect(duty.look([], isNotifier: true, members: [member(1, .dead)], at: at(24)).isEmpty)
    }

    @Test("A suspicion that was refuted does not count for a later death")
    func refuted() {
        var duty = NoticeDuty(own: node(2), timing: Self.timing)
        _ = duty.look([notice(1)], isNotifier: false, members: [member(1, .suspect)], at: at(0))
        _ = duty.look([], isNotifier: false, members: [member(1, .alive)], at: at(2))
        _ = duty.look([], isNotifier: false, members: [member(1, .suspect)], at: at(15))
        #expect(settled(&duty, [member(1, .dead)], from: 20).isEmpty)
    }

    @Test("A death that comes without its suspicion is one of the longest suspicion")
    func sudden() {
        var duty = NoticeDuty(own: node(2), timing: Self.timing)
        _ = duty.look([notice(1)], isNotifier: false, members: [member(1, .alive)], at: at(0))
        _ = duty.look([notice(2)], isNotifier: false, members: [member(1, .alive)], at: at(1))
        #expect(settled(&duty, [member(1, .dead)], from: 12 + Self.margin + 1) == [notice(2)])
    }

    @Test("A notifier that left told what it had, so only what came during its goodbye is told")
    func leaving() {
        var duty = NoticeDuty(own: node(2), timing: Self.timing)
        _ = duty.look([notice(1)], isNotifier: false, members: [member(1, .alive)], at: at(0))
        _ = duty.look([notice(2)], isNotifier: false, members: [member(1, .alive)], at: at(2))
        #expect(settled(&duty, [member(1, .left)], from: 4) == [notice(2)])
    }

    @Test("A member of a higher id, and one that was dead before, have nothing to do with a hand-over")
    func others() {
        var duty = NoticeDuty(own: node(2), timing: Self.timing)
        _ = duty.look(
            [notice(1)], isNotifier: false, members: [member(1, .dead), member(3, .alive)], at: at(0))
        // The former notifier has no webhook any more.
        #expect(settled(&duty, [member(1, .dead), member(3, .dead)], from: 1).isEmpty)
    }

    @Test("A notifier that lost its turn and gets it back repeats nothing that it told itself")
    func back() {
        var duty = NoticeDuty(own: node(2), timing: Self.timing)
        #expect(settled(&duty, [], from: 0).isEmpty)
        #expect(duty.look([notice(1)], isNotifier: true, members: [], at: at(6)) == [notice(1)])
        _ = duty.look([notice(2)], isNotifier: false, members: [member(1, .alive)], at: at(7))
        _ = duty.look([], isNotifier: false, members: [member(1, .suspect)], at: at(8))
        #expect(settled(&duty, [member(1, .dead)], from: 12) == [notice(2)])
    }

    @Test(
        "Death and turn may come in two pictures in either order, and a forgotten member is one that is gone")
    func apart() {
        for isFirst in [true, false] {
            var duty = NoticeDuty(own: node(2), timing: Self.timing)
            _ = duty.look([notice(1)], isNotifier: false, members: [member(1, .suspect)], at: at(0))
            _ = duty.look(
                [notice(2)], isNotifier: isFirst, members: isFirst ? [member(1, .suspect)] : [], at: at(6))
            _ = duty.look([], isNotifier: true, members: [], at: at(7))
            #expect(duty.look([], isNotifier: true, members: [], at: at(12)) == [notice(1), notice(2)])
        }
    }

    @Test(
        "What others have to tell is kept for the longest suspicion, and within a bound",
        arguments: [true, false])
    func memory(isLong: Bool) {
        let timing = isLong ? Timing.wan : .lan
        let settle = isLong ? 11.0 : 5
        var duty = NoticeDuty(own: node(2), timing: timing)
        _ = duty.look([notice(1)], isNotifier: false, members: [member(1, .suspect)], at: at(0))
        let end = timing.suspicionMax.seconds
        _ = duty.look([], isNotifier: true, members: [member(1, .dead)], at: at(end))
        #expect(
            duty.look([], isNotifier: true, members: [member(1, .dead)], at: at(end + settle)) == [notice(1)])
        var full = NoticeDuty(own: node(2), timing: timing)
        for shard in 0..<5 {
            let burst = (0..<1_000).map { notice(shard * 1_000 + $0) }
            _ = full.look(burst, isNotifier: false, members: [member(1, .suspect)], at: at(Double(shard)))
        }
        _ = full.look([], isNotifier: true, members: [member(1, .dead)], at: at(6))
        let told = full.look([], isNotifier: true, members: [member(1, .dead)], at: at(6 + settle))
        #expect(told.count == NoticeDuty.recentMax && told.last == notice(4_999))
    }
}
