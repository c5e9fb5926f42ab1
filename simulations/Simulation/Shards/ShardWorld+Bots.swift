import GossipCore
import Membership

// What bots do.
extension ShardWorld {
    enum BotStep {
        case begin
        case beat
        /// No answer came.
        case giveUp(request: UInt64)
        case promiseEnds
        case closed
        case identify
        case sleptEnough
    }

    private static let beatPeriod = 2_500

    mutating func startBot(_ bot: Int) {
        guard case .down = bots[bot].state else { return }
        bots[bot].state = .idle
        bots[bot].asks = bots[bot].host
        next(bot, .begin, after: milliseconds(0..<500))
    }

    /// The process is gone, and with it its connection.
    mutating func killBot(_ bot: Int) {
        if let shard = bots[bot].shard { checker.stops(bot, shard) }
        bots[bot].shard = nil
        bots[bot].session = nil
        bots[bot].state = .down
        bots[bot].turn += 1
        facts.count("bots killed")
    }

    /// What was scheduled for it before is void where the step belongs to one run of a shard.
    private mutating func next(_ bot: Int, _ step: BotStep, after nanoseconds: UInt64) {
        schedule(.bot(bot, turn: bots[bot].turn, step), after: nanoseconds)
    }

    mutating func act(_ bot: Int, _ turn: Int, _ step: BotStep) {
        guard bots[bot].turn == turn else { return }
        let now = bots[bot].clock.monotonic(at: time)
        switch step {
        case .begin: connect(bot)
        case .beat: beat(bot)
        case .giveUp(let request):
            guard bots[bot].request == request else { return }
            bots[bot].request = 0
            bots[bot].failures += 1
            facts.count("requests unanswered")
            turnElsewhere(bot)
            if case .connecting = bots[bot].state {
                bots[bot].state = .idle
                next(bot, .begin, after: milliseconds(200..<1_500))
            }
        case .promiseEnds:
            guard case .running = bots[bot].state else { return }
            if now < bots[bot].promiseEnd { return awaitPromiseEnd(bot) }
            facts.count("promises ran out")
            stop(bot)
        case .closed:
            closed(bot)
        case .identify: identify(bot)
        case .sleptEnough:
            identified(bot)
        }
    }

    private mutating func awaitPromiseEnd(_ bot: Int) {
        let at = bots[bot].clock.trueTime(of: bots[bot].promiseEnd, after: time)
        next(bot, .promiseEnds, after: at - time)
    }

    /// Its sidecar first; while that is silent, any other.
    private mutating func turnElsewhere(_ bot: Int) {
        if options.botsStay { return }
        bots[bot].asks = chance(3) ? bots[bot].host : random.below(hosts.count)
    }

    private mutating func ask(_ bot: Int, _ make: (RequestID) -> ShardInput, patience: Range<Int>) {
        requests += 1
        let host = bots[bot].asks
        bots[bot].request = requests
        bots[bot].sentAt = bots[bot].clock.monotonic(at: time)
        asking[requests] = (bot, host)
        next(bot, .giveUp(request: requests), after: milliseconds(patience))
        // A process that does not run refuses; a bot reaches other hosts as its own host does.
        let isReached = isUp(host) && (host == bots[bot].host || !isCut(bots[bot].host, host))
        if isReached {
            schedule(.request(host: host, make(RequestID(requests)), life: nil), after: milliseconds(0..<50))
        }
    }

    private mutating func connect(_ bot: Int) {
        guard case .idle = bots[bot].state else { return }
        bots[bot].state = .connecting
        let fresh = SessionID(high: random.next(), low: random.next())
        let (application, instance) = (bots[bot].application, bots[bot].instance)
        ask(
            bot, { .connect($0, application, fresh: fresh, instance: instance) }, patience: 4_000..<6_000)
    }

    private mutating func beat(_ bot: Int) {
        guard case .running = bots[bot].state, let session = bots[bot].session else { return }
        if bots[bot].isLeaving {
            bots[bot].isLeaving = false
            return leave(bot)
        }
        next(bot, .beat, after: milliseconds(Self.beatPeriod - 500..<Self.beatPeriod + 500))
        // Now and then it asks another node, as a load balancer would.
        let asks = bots[bot].asks
        if chance(12), !options.botsStay { bots[bot].asks = random.below(hosts.count) }
        let application = bots[bot].application
        ask(bot, { .beat($0, application, session, SessionReport()) }, patience: 3_200..<4_000)
        bots[bot].asks = asks
    }

    /// Stops for good, then says so.
    private mutating func leave(_ bot: Int) {
        guard let session = bots[bot].session, let shard = bots[bot].shard else { return }
        facts.count("disconnects")
        checker.stops(bot, shard)
        bots[bot].shard = nil
        bots[bot].session = nil
        bots[bot].turn += 1
        bots[bot].state = .idle
        let application = bots[bot].application
        ask(bot, { .disconnect($0, application, session) }, patience: 3_000..<4_000)
        bots[bot].request = 0
        next(bot, .begin, after: milliseconds(500..<3_000))
    }

    /// Stops; the connection takes a moment to close, less than the grace.
    private mutating func stop(_ bot: Int) {
        bots[bot].state = .closing
        bots[bot].turn += 1
        bots[bot].request = 0
        let grace = Int(options.terms.grace.nanoseconds / 1_000_000)
        next(bot, .closed, after: milliseconds(0..<grace / 2))
    }

    private mutating func closed(_ bot: Int) {
        if let shard = bots[bot].shard { checker.stops(bot, shard) }
        bots[bot].shard = nil
        bots[bot].session = nil
        bots[bot].state = .idle
        next(bot, .begin, after: milliseconds(100..<2_000))
    }

    mutating func answered(_ bot: Int, _ request: UInt64, _ answer: ShardAnswer, _ isLate: Bool) {
        guard bots[bot].request == request else {
            // A grant that came too late is never run.
            if case .connected = answer { facts.count("grants too late") }
            return
        }
        bots[bot].request = 0
        bots[bot].failures = 0
        switch (bots[bot].state, answer) {
        case (.connecting, .connected(let session, let shard, _, let sleep, let promise)):
            connected(bot, session, shard, sleep, promise, isLate)
        case (.connecting, .noShards):
            facts.count("401")
            retry(bot)
        case (.connecting, _): retry(bot)
        case (.running, .renewed(let promise)):
            facts.count("204")
            bots[bot].promiseEnd = max(bots[bot].promiseEnd, bots[bot].sentAt + promise)
        case (.running, .notFound):
            facts.count("404")
            stop(bot)
        case (.running, .noShards):
            facts.count("401 to a beat")
            stop(bot)
        case (.running, .unavailable):
            facts.count("503")
            turnElsewhere(bot)
        case (.running, .permit):
            checker.identifies(bots[bot].shard ?? 0, at: time, isExcused: isLate)
            bots[bot].isIdentified = true
            facts.count("permits")
            next(bot, .beat, after: milliseconds(0..<Self.beatPeriod))
        default: break
        }
        if case .running = bots[bot].state, !bots[bot].isIdentified, bots[bot].hasHook,
            case .unavailable = answer
        {
            next(bot, .identify, after: milliseconds(500..<1_500))
        }
    }

    private mutating func retry(_ bot: Int) {
        bots[bot].state = .idle
        turnElsewhere(bot)
        next(bot, .begin, after: milliseconds(500..<2_500))
    }

    private mutating func connected(
        _ bot: Int, _ session: SessionID, _ shard: Int, _ sleep: Double, _ promise: Instant.Span,
        _ isLate: Bool
    ) {
        let now = bots[bot].clock.monotonic(at: time)
        let end = bots[bot].sentAt + promise
        guard end > now else { return retry(bot) }
        facts.count("grants")
        bots[bot].turn += 1
        bots[bot].state = .running
        bots[bot].session = session
        bots[bot].shard = shard
        bots[bot].promiseEnd = end
        bots[bot].isIdentified = false
        checker.starts(bot, shard, at: time)
        awaitPromiseEnd(bot)
        next(bot, .beat, after: milliseconds(500..<Self.beatPeriod))
        if bots[bot].hasHook {
            next(bot, .identify, after: milliseconds(300..<1_500))
        } else {
            bots[bot].isIdentified = isLate
            next(bot, .sleptEnough, after: UInt64(sleep * 1e9) + milliseconds(0..<700))
        }
    }

    private mutating func identify(_ bot: Int) {
        guard case .running = bots[bot].state, !bots[bot].isIdentified, let session = bots[bot].session else {
            return
        }
        // It beats at the same time; here a bot has one request, so it takes turns.
        guard bots[bot].request == 0 else { return next(bot, .identify, after: milliseconds(100..<400)) }
        let application = bots[bot].application
        ask(bot, { .identify($0, application, session) }, patience: 1_500..<2_400)
        next(bot, .identify, after: milliseconds(2_500..<3_500))
    }

    private mutating func identified(_ bot: Int) {
        guard case .running = bots[bot].state, let shard = bots[bot].shard else { return }
        let isExcused = bots[bot].isIdentified
        bots[bot].isIdentified = true
        facts.count("sleepers identified")
        checker.identifies(shard, at: time, isExcused: isExcused)
    }
}
