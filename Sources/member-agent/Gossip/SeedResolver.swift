import GossipCore
import Logging
import NIOPosix
import Synchronization

/// Looks the seeds' names up again at each try, on a thread that may wait, and posts every address.
final class SeedResolver: Sendable {
    private let seeds: [Endpoint]
    private let mailbox: Mailbox
    private let names: NIOThreadPool
    private let log: Logger
    private let state = Mutex(State())

    private struct State {
        var isRunning = false
        var throttle = LogThrottle()
    }

    init(seeds: [Endpoint], mailbox: Mailbox, names: NIOThreadPool, log: Logger) {
        self.seeds = seeds
        self.mailbox = mailbox
        self.names = names
        self.log = log
    }

    /// A try that still runs stands for this one.
    func resolve() {
        guard !seeds.isEmpty, state.withLock({ !exchange(&$0.isRunning, with: true) }) else { return }
        names.submit { _ in
            var addresses: [Address] = []
            for seed in self.seeds {
                do throws(Failure) {
                    addresses += try Resolver.addresses(of: seed)
                } catch {
                    let isNews = self.state.withLock { $0.throttle.allows(seed.host, at: Clocks.monotonic()) }
                    if isNews { self.log.warning("a seed cannot be resolved: \(error)") }
                }
            }
            self.state.withLock { $0.isRunning = false }
            if !addresses.isEmpty { self.mailbox.post(.seeds(addresses)) }
        }
    }
}

private func exchange(_ value: inout Bool, with new: Bool) -> Bool {
    defer { value = new }
    return value
}
