import Testing

@testable import GossipCore

@Suite("Local health")
struct LocalHealthTests {
    @Test("A failed probe without nacks stretches the period, a success shortens it (Lifeguard 3.1)")
    func risesAndFalls() {
        var health = LocalHealth(max: 8)
        #expect(health.scaled(.seconds(1)) == .seconds(1))
        health.probeFailed(nacksExpected: 0, nacks: 0)
        #expect(health.scaled(.seconds(1)) == .seconds(2))
        health.probeSucceeded()
        #expect(health.scaled(.seconds(1)) == .seconds(1))
        health.probeSucceeded()
        #expect(health.score == 0)
    }

    @Test("Nacks of all relays prove that the node can hear: the failure is not its own (Lifeguard 3.1)")
    func nacksExonerate() {
        var health = LocalHealth(max: 8)
        health.probeFailed(nacksExpected: 3, nacks: 3)
        #expect(health.score == 0)
        health.probeFailed(nacksExpected: 3, nacks: 1)
        #expect(health.score == 1)
    }

    @Test("Refuting costs a point, and the score stays within its maximum (Lifeguard 3.1)")
    func bounded() {
        var health = LocalHealth(max: 2)
        for _ in 0..<5 { health.refuted() }
        #expect(health.score == 2)
    }
}
