import GossipCore
import Testing

@testable import Membership

/// What a voter knows of a home, and the turns that it gives (docs/shards.md).
@Suite("Evidence and turns")
struct EvidenceTests {
    private func at(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }

    private func lease(_ generation: UInt64, _ renewal: UInt64, isClosed: Bool = false) -> HomeLease {
        HomeLease(generation: generation, boot: 1, renewal: renewal, isClosed: isClosed)
    }

    @Test(
        "A generation that is closed was over when its last ask was heard, if that is the one that was decided"
    )
    func closed() {
        var watch = HomeWatch()
        watch.learn(lease(1, 1), at: at(10), blank: at(10))
        watch.hear(lease(1, 2), at: at(20))
        #expect(watch.overSince(1) == nil)
        watch.learn(lease(1, 2, isClosed: true), at: at(50), blank: at(50))
        #expect(watch.overSince(1) == at(20))
    }

    @Test("An ask that was decided and not heard counts from when it was seen")
    func unheard() {
        var watch = HomeWatch()
        watch.learn(lease(1, 1), at: at(10), blank: at(10))
        watch.hear(lease(1, 2), at: at(20))
        watch.learn(lease(1, 3, isClosed: true), at: at(50), blank: at(50))
        #expect(watch.overSince(1) == at(50))
    }

    @Test("A voter that starts waits from what it sees first, whatever was before")
    func starts() {
        var watch = HomeWatch()
        watch.learn(lease(4, 9, isClosed: true), at: at(100), blank: at(100))
        #expect(watch.overSince(4) == at(100))
        #expect(watch.overSince(3) == at(100))
        #expect(watch.overSince(5) == nil)
    }

    @Test("A later generation ends all before it")
    func next() {
        var watch = HomeWatch()
        watch.learn(lease(1, 5), at: at(10), blank: at(10))
        watch.learn(lease(2, 1), at: at(30), blank: at(30))
        #expect(watch.overSince(1) == at(30))
        #expect(watch.overSince(2) == nil)
    }

    @Test("Only the permit of this ask shortens a turn, and only its own")
    func turns() {
        var desk = PaceDesk()
        let (first, second) = (SessionID(high: 1, low: 0), SessionID(high: 2, low: 1))
        desk.append(.init(session: first, at: at(0), end: at(3)), to: 0, at: at(0))
        desk.append(.init(session: second, at: at(9), end: at(12)), to: 0, at: at(0))
        desk.use(first, in: 0, for: 7)
        desk.shorten(first, in: 0, after: 6, at: at(1))
        #expect(desk.turn(of: first, in: 0)?.end == at(3))
        desk.shorten(first, in: 0, after: 7, at: at(1))
        #expect(desk.turn(of: first, in: 0)?.end == at(1) + PaceDesk.permitWindow)
        #expect(desk.free(0, at: at(1)) == at(12) + PaceDesk.window)
    }

    @Test("A turn that the register did not give keeps others away, and is nobody's")
    func undecided() {
        var desk = PaceDesk()
        let session = SessionID(high: 1, low: 0)
        desk.append(.init(session: session, at: at(0), end: at(3), isDecided: false), to: 0, at: at(0))
        #expect(desk.turn(of: session, in: 0) == nil)
        #expect(desk.free(0, at: at(1)) == at(3) + PaceDesk.window)
        desk.confirm(session, in: 0)
        #expect(desk.turn(of: session, in: 0)?.at == at(0))
    }

    @Test("No permit is taken from the reserve of the day's budget, nor twice from one state of the register")
    func budget() throws {
        var pace = IdentifyPace(owner: NodeID(high: 1, low: 1), boot: 2)
        pace.remaining = 21
        let permit = IdentifyPace.permit(after: pace, horizon: 500, reserve: 20)
        let next = try #require(permit.applied(to: pace.encoded))
        #expect(IdentifyPace(encoded: next) == pace.permitted(horizon: 500))
        #expect(permit.applied(to: next) == nil)
        let last = try #require(IdentifyPace(encoded: next))
        #expect(last.remaining == 20)
        #expect(IdentifyPace.permit(after: last, horizon: 500, reserve: 20).applied(to: next) == nil)
    }
}
