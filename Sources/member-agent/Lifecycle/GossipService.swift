import NIOCore
import ServiceLifecycle

/// Keeps the gossip running until the process shall end, then says goodbye.
struct GossipService: Service {
    let gossip: GossipLoop

    /// The roster gives up after 2 s by itself; this is for a roster that does not.
    static let goodbyeMax = TimeAmount.milliseconds(2_500)

    func run() async throws {
        try? await gracefulShutdown()
        await gossip.leave(within: Self.goodbyeMax)
    }
}
