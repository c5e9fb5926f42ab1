import GossipCore
import Logging
import Membership
import NIOCore

/// Drives the roster: hands it datagrams, requests, commits and time, and carries out its outbox.
/// It lives on one event loop and is touched there alone, so the domain needs no lock.
final class GossipDriver {
    /// What the driver asks of the world, each safe to call on the loop.
    struct Surroundings {
        var store: StoreWriter
        var mailbox: Mailbox
        var pictures: PictureBox
        var known: KnownClusters
        /// Looks the seeds up, off the loop, and posts their addresses.
        var resolveSeeds: () -> Void
        /// Asks Discord about an application, off the loop, and posts what it said.
        var askDiscord: (ApplicationID) -> Void
        /// The goodbye is said.
        var left: () -> Void
    }

    private let loop: any EventLoop
    private let log: Logger
    /// nil while the port is not bound.
    private var socket: GossipSocket?
    private var channel: (any Channel)?
    private var bound: Address?
    private var isStopped = false
    private var roster: Roster
    private var outbox = RosterOutbox()
    private var persist: [PersistRequest] = []
    private var letters: [Mailbox.Letter] = []
    private var mailOpenedAt = Instant.zero
    private var requests = OpenRequests()
    /// Answers to what changes the view, which leave with the picture that shows it.
    private var toTellWithPicture: [() -> Void] = []
    private var alarm: (at: Instant, task: Scheduled<Void>)?
    private var pictureTask: Scheduled<Void>?
    private var pictureAt = Instant.zero
    private var pictureCost = Instant.Span.zero
    private var reporter: ChangeReporter
    private let surroundings: Surroundings

    /// A picture is built at most this often, and takes a two-hundredth of the loop: one of 5,000
    /// clusters costs about a millisecond, and then there are five a second. The bound above is for
    /// readers, and for a clock that ran on while this thread did not.
    static let picturePeriodMin = Instant.Span.milliseconds(5)
    static let picturePeriodMax = Instant.Span.milliseconds(200)
    static let pictureCostFactor = 200

    /// Letters wait for each other at most this long.
    static let mailPeriodMin = Instant.Span.milliseconds(1)

    init(roster: Roster, loop: any EventLoop, surroundings: Surroundings, log: Logger) {
        self.roster = roster
        self.loop = loop
        self.surroundings = surroundings
        self.log = log
        let own = roster.node.configuration
        self.reporter = ChangeReporter(
            log: log, applications: roster.settings.applications, names: [own.id: own.name])
    }

    /// Hands in the first wake, from which on the roster names its own deadlines.
    func start() {
        loop.preconditionInEventLoop()
        handle(.gossip(.wake))
        finish()
        loop.assumeIsolated().scheduleTask(in: Self.reminderDelay) {
            guard !self.isStopped else { return }
            self.reporter.remind(
                self.roster.node.voting,
                expected: self.roster.node.configuration.voting?.bootstrapExpect ?? 0)
        }
    }

    /// A fleet that is there was found by then.
    private static let reminderDelay = TimeAmount.seconds(10)

    /// One datagram; it is opened in place.
    func receive(_ bytes: UnsafeMutableRawBufferPointer, from address: Address) {
        handle(.gossip(.datagram(bytes, from: address)))
    }

    /// Everything that other threads posted since the last time. Soon after the last time it waits a little:
    /// to wake this thread for each of many beats would cost more than the beats.
    func openMail() {
        let now = Clocks.monotonic()
        let next = mailOpenedAt + Self.mailPeriodMin
        guard next <= now else {
            loop.assumeIsolated().scheduleTask(in: .nanoseconds((next - now).nanoseconds)) { self.openMail() }
            return
        }
        mailOpenedAt = now
        surroundings.mailbox.take(emptied: &letters)
        for letter in letters { read(letter) }
        letters.removeAll(keepingCapacity: true)
        finish()
    }

    /// To be called after a batch of `receive`: commits, timers and the picture, once for all.
    func finish() {
        if !persist.isEmpty {
            surroundings.store.submit(persist)
            persist.removeAll()
        }
        setAlarm()
        schedulePicture()
    }

    /// Ends timers and socket. No request will be answered any more.
    func stop() {
        isStopped = true
        channel?.close(promise: nil)
        alarm?.task.cancel()
        pictureTask?.cancel()
        endRequests()
    }

    /// From now on nothing is decided here: who waits is told so, and who comes finds the mailbox closed.
    private func endRequests() {
        tellWithPicture()
        surroundings.mailbox.close()
        var unread: [Mailbox.Letter] = []
        surroundings.mailbox.take(emptied: &unread)
        for letter in unread { letter.tellEnd() }
        requests.endAll()
    }

    private func read(_ letter: Mailbox.Letter) {
        switch letter {
        case .register(let registration, let reply):
            let secret = LeaseSecret(random: SecureRandom.bytes(LeaseSecret.byteCount))
            handle(.register(requests.open(for: .register(reply)), registration, secret: secret))
        case .beat(let beat):
            guard let identity = ClusterIdentity(beat.identity) else { return }
            hear(beat, .beat(identity))
        case .heartbeat(let beat, let reply):
            hear(beat, .heartbeat(ClusterIdentity(beat.identity), reply))
        case .forget(let name, let reply):
            handle(.forget(requests.open(for: .forget(reply)), name: name))
        case .shard(let request, let reply):
            let fresh = SessionID(Clocks.wall(), random: SecureRandom.bytes(SessionID.randomByteCount))
            handle(.shard(requests.open(for: .shard(reply)), request, fresh: fresh))
        case .discord(let application, let word):
            handle(.discord(application, word))
        case .drain:
            handle(.drain)
        case .persisted(let tokens):
            for token in tokens { handle(.gossip(.persisted(token))) }
        case .seeds(let addresses):
            handle(.gossip(.command(.seeds(addresses))))
        case .leave:
            handle(.leave)
        }
    }

    private func hear(_ beat: HeartbeatBody, _ asker: OpenRequests.Asker) {
        handle(
            .heartbeat(
                requests.open(for: asker), identity: beat.identity, lease: beat.lease, digest: beat.digest))
    }

    private func handle(_ input: RosterInput) {
        roster.handle(input, at: Clocks.monotonic(), wall: Clocks.wall(), into: &outbox)
        carryOut()
        outbox.removeAll()
    }

    private func carryOut() {
        if let socket, !outbox.gossip.datagrams.isEmpty { socket.send(outbox.gossip) }
        if !outbox.gossip.persist.isEmpty { persist.append(contentsOf: outbox.gossip.persist) }
        for (request, answer) in outbox.answers { deliver(answer, to: request) }
        for change in outbox.changes {
            reporter.report(change)
            switch change {
            case .resolveSeeds: surroundings.resolveSeeds()
            case .discordIsDue(let application): surroundings.askDiscord(application)
            case .left:
                endRequests()
                surroundings.left()
            default: break
            }
        }
    }

    private func deliver(_ answer: Answer, to request: RequestID) {
        guard let asker = requests.close(request) else { return }
        switch (asker, answer) {
        case (.beat(let identity), .heartbeat(let answer)):
            if answer != .accepted { surroundings.known.remove(identity) }
        case (.heartbeat(let identity, let reply), .heartbeat(let answer)):
            // Where leases are required the roster looks at each beat.
            if answer == .accepted, !roster.settings.requireLease, let identity {
                surroundings.known.insert(identity)
            }
            reply.resume(returning: answer)
        case (.register(let reply), .register(let answer)):
            toTellWithPicture.append { reply.resume(returning: answer) }
        case (.shard(let reply), .shard(let answer)):
            reply.resume(returning: answer)
        case (.forget(let reply), .forget(let answer)):
            toTellWithPicture.append { reply.resume(returning: answer) }
        default:
            preconditionFailure("the roster answered a request with another's answer")
        }
    }
}

// The socket.
extension GossipDriver {
    static let rebindDelay = TimeAmount.seconds(1)

    /// Takes a channel that `GossipPort` bound.
    /// - Parameter bound: where to bind again if it closes.
    func attach(_ channel: any Channel, bound: Address) throws {
        let socket = try channel.pipeline.syncOperations.handler(type: GossipSocket.self)
        try socket.attach(self, channel: channel)
        self.socket = socket
        self.channel = channel
        self.bound = bound
    }

    func closeSocket() { channel?.close(promise: nil) }

    /// A node without a socket is dead to its peers, so it binds again until that works.
    func socketClosed() {
        socket = nil
        channel = nil
        guard !isStopped, let bound else { return }
        log.error("the gossip socket closed; binding it again", metadata: ["address": "\(bound)"])
        rebind(bound)
    }

    private func rebind(_ address: Address) {
        loop.assumeIsolated().scheduleTask(in: Self.rebindDelay) {
            guard !self.isStopped else { return }
            GossipPort.bind(address, on: self.loop).assumeIsolated().whenComplete { result in
                do {
                    try self.attach(result.get(), bound: address)
                } catch {
                    self.rebind(address)
                }
            }
        }
    }
}

// Timers.
extension GossipDriver {
    /// Keeps one timer. When the deadline moves back the old timer stays: it fires early, finds
    /// nothing due and sets itself anew, which is cheaper than to cancel it at each turn.
    private func setAlarm() {
        guard let deadline = Self.nextDeadline(of: &roster) else { return }
        if let alarm, alarm.at <= deadline { return }
        alarm?.task.cancel()
        let delay = max(.zero, deadline - Clocks.monotonic())
        let task = loop.assumeIsolated().scheduleTask(in: .nanoseconds(delay.nanoseconds)) { self.ring() }
        alarm = (deadline, task)
    }

    private func ring() {
        alarm = nil
        if let deadline = Self.nextDeadline(of: &roster), deadline <= Clocks.monotonic() {
            handle(.gossip(.wake))
        }
        finish()
    }

    /// In place: a read through `self` copies the whole roster and all its references.
    @inline(never)
    private static func nextDeadline(of roster: inout Roster) -> Instant? { roster.nextDeadline }

    private func schedulePicture() {
        guard pictureTask == nil else { return }
        let share = min(pictureCost, Self.picturePeriodMax) * Self.pictureCostFactor
        let pause = min(max(share, Self.picturePeriodMin), Self.picturePeriodMax)
        let delay = max(.zero, pictureAt + pause - Clocks.monotonic())
        pictureTask = loop.assumeIsolated().scheduleTask(in: .nanoseconds(delay.nanoseconds)) {
            self.buildPicture()
        }
    }

    private func buildPicture() {
        pictureTask = nil
        let start = Clocks.monotonic()
        surroundings.pictures.current = roster.picture(at: start, wall: Clocks.wall())
        pictureAt = Clocks.monotonic()
        pictureCost = pictureAt - start
        tellWithPicture()
    }

    /// Who registered and then reads the view finds itself in it.
    private func tellWithPicture() {
        for tell in toTellWithPicture { tell() }
        toTellWithPicture.removeAll(keepingCapacity: true)
    }
}
