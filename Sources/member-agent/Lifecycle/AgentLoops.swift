import NIOCore
import NIOPosix

/// The threads of the process: one for gossip, one or two for HTTP, one for the disk, and one that
/// looks names up. The demo shares them among its nodes.
struct AgentLoops: Sendable {
    let gossip: MultiThreadedEventLoopGroup
    let http: MultiThreadedEventLoopGroup
    let disk: NIOThreadPool
    let names: NIOThreadPool

    init() {
        gossip = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        http = MultiThreadedEventLoopGroup(numberOfThreads: min(2, System.coreCount))
        disk = NIOThreadPool(numberOfThreads: 1)
        names = NIOThreadPool(numberOfThreads: 1)
        disk.start()
        names.start()
    }

    func stop() async {
        try? await gossip.shutdownGracefully()
        try? await http.shutdownGracefully()
        try? await disk.shutdownGracefully()
        // A name that takes long to look up must not hold the process.
        names.shutdownGracefully { _ in }
    }
}
