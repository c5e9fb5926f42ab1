import GossipCore
import Logging
import Membership
import NIOCore
import NIOPosix

/// A node at work: its driver on its event loop, its socket, its mailbox. Safe to use from anywhere.
final class GossipLoop: Sendable {
    /// Everything that the roster is made from.
    struct Plan: Sendable {
        var settings: Settings
        var configuration: Configuration
        var restored: Restored
        /// The address to bind again, should the socket ever close.
        var bound: Address
        var seeds: [Endpoint]
        /// With what Discord is asked, and where.
        var applications: [ShardSettings.Application]
        var discord: WebAddress
    }

    let mailbox: Mailbox
    let pictures: PictureBox
    let known: KnownClusters
    /// Succeeds when the goodbye is said.
    let left: EventLoopFuture<Void>
    private let loop: any EventLoop
    private let driver: NIOLoopBound<GossipDriver>

    /// - Parameters:
    ///   - channel: bound by `GossipPort`.
    ///   - names: a thread that may wait for the resolver.
    ///   - web: asks Discord, on other loops.
    static func start(
        _ plan: Plan, channel: any Channel, store: StoreWriter, names: NIOThreadPool, web: WebClient,
        log: Logger
    ) async throws -> GossipLoop {
        let loop = channel.eventLoop
        let mailbox = Mailbox()
        store.open(.reporting(to: mailbox, log: log))
        let known = KnownClusters()
        let left = loop.makePromise(of: Void.self)
        let resolver = SeedResolver(seeds: plan.seeds, mailbox: mailbox, names: names, log: log)
        let asker = DiscordAsker(
            applications: plan.applications, address: plan.discord, client: web, mailbox: mailbox, log: log)
        let (driver, pictures) = try await loop.submit {
            var roster = Roster(
                settings: plan.settings, configuration: plan.configuration, restored: plan.restored,
                now: Clocks.monotonic())
            let pictures = PictureBox(roster.picture(at: Clocks.monotonic(), wall: Clocks.wall()))
            let surroundings = GossipDriver.Surroundings(
                store: store, mailbox: mailbox, pictures: pictures, known: known,
                resolveSeeds: { resolver.resolve() }, askDiscord: { asker.ask($0) }, left: { left.succeed() })
            let driver = GossipDriver(roster: roster, loop: loop, surroundings: surroundings, log: log)
            try driver.attach(channel, bound: plan.bound)
            return (NIOLoopBound(driver, eventLoop: loop), pictures)
        }.get()
        let gossip = GossipLoop(
            mailbox: mailbox, pictures: pictures, known: known, left: left.futureResult, loop: loop,
            driver: driver)
        mailbox.open { loop.execute { driver.value.openMail() } }
        try await loop.submit { driver.value.start() }.get()
        resolver.resolve()
        return gossip
    }

    private init(
        mailbox: Mailbox, pictures: PictureBox, known: KnownClusters, left: EventLoopFuture<Void>,
        loop: any EventLoop, driver: NIOLoopBound<GossipDriver>
    ) {
        self.mailbox = mailbox
        self.pictures = pictures
        self.known = known
        self.left = left
        self.loop = loop
        self.driver = driver
    }

    /// Says goodbye, and waits until peers heard it or the roster gave up.
    func leave(within timeout: TimeAmount) async {
        mailbox.post(.leave)
        let end = loop.makePromise(of: Void.self)
        let alarm = loop.scheduleTask(in: timeout) { end.succeed() }
        left.whenComplete { _ in end.succeed() }
        try? await end.futureResult.get()
        alarm.cancel()
    }

    /// Closes the socket as the system might; the driver binds it again.
    func closeSocket() async throws {
        try await loop.submit { self.driver.value.closeSocket() }.get()
    }

    /// Closes the socket and answers whoever still waits.
    func stop() async {
        try? await loop.submit { self.driver.value.stop() }.get()
    }
}

extension StoreWriter.Callbacks {
    /// What is on the disk goes to the roster; that it cannot be written, to the log.
    fileprivate static func reporting(to mailbox: Mailbox, log: Logger) -> StoreWriter.Callbacks {
        StoreWriter.Callbacks(
            committed: { mailbox.post(.persisted($0)) },
            troubled: { error in
                if let error {
                    log.error(
                        "the state directory cannot be written; registrations wait until it can",
                        metadata: ["reason": "\(error)"])
                } else {
                    log.notice("the state directory can be written again")
                }
            })
    }
}
