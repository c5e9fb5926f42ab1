import Testing

@testable import GossipCore

@Suite("Suspicion")
struct SuspicionTests {
    private func suspicion(_ expected: Int) -> Suspicion {
        Suspicion(
            by: TestFleet.id(1), confirmationsMax: expected, jitter: .zero, generation: 1, at: .zero)
    }

    @Test("The timeout falls from max to min with the logarithm of confirmations (Lifeguard 3.2)")
    func timeoutShrinks() {
        let timing = Timing.lan
        var suspicion = suspicion(3)
        var timeouts = [suspicion.timeout(timing)]
        for suspector in 2...4 {
            let counts = suspicion.confirm(by: TestFleet.id(suspector))
            #expect(counts)
            timeouts.append(suspicion.timeout(timing))
        }
        let span = timing.suspicionMax.seconds - timing.suspicionMin.seconds
        #expect(timeouts[0] == timing.suspicionMax)
        #expect(abs(timeouts[1].seconds - (timing.suspicionMax.seconds - span * 0.5)) < 0.001)
        #expect(abs(timeouts[2].seconds - (timing.suspicionMax.seconds - span * 0.792481)) < 0.001)
        #expect(timeouts[3] == timing.suspicionMin)
    }

    @Test("Only distinct suspectors confirm, and only the first K (Lifeguard 3.2)")
    func distinct() {
        var suspicion = suspicion(2)
        let counts = [1, 2, 2, 3, 4].map { suspicion.confirm(by: TestFleet.id($0)) }
        #expect(counts == [false, true, false, true, false])
        #expect(suspicion.suspectors.count == 3)
    }

    @Test("Where nobody is left who could confirm, the shortest time is all there is to wait")
    func nobodyToConfirm() {
        #expect(suspicion(0).timeout(.lan) == Timing.lan.suspicionMin)
    }

    @Test("A suspicion of somebody whom a peer holds dead is fully confirmed")
    func judged() {
        var suspicion = suspicion(3)
        suspicion.isJudged = true
        #expect(suspicion.timeout(.lan) == Timing.lan.suspicionMin)
    }
}
