import GossipCore
import Membership

// What an agent does for its shards.
extension ShardWorld {
    mutating func start(_ host: Int) {
        guard hosts[host].shards == nil else { return }
        hosts[host].life += 1
        hosts[host].boots += 1
        hosts[host].pausedUntil = 0
        hosts[host].pausesNext = 0
        hosts[host].wakeAt = .max
        let now = hosts[host].clock.monotonic(at: time)
        let boot = random.next()
        var terms = options.terms
        let longer = options.promisesLonger[Int(boot % UInt64(options.promisesLonger.count))]
        terms.promise = terms.promise + .seconds(longer)
        if longer > 0 { facts.count("hosts with longer promises") }
        hosts[host].shards = Shards(
            own: hosts[host].id, boot: boot, terms: terms, now: now, broken: options.broken)
        handle(.serve([application]), at: host)
        tellVoters(host)
        for other in hosts where other.index != host {
            handle(.member(other.id, isDead: other.shards == nil), at: host)
        }
        let size = PoolSize(shards: options.shards, buckets: options.buckets, source: .setting)
        if let size { handle(.pool(application, size), at: host) }
    }

    mutating func crash(_ host: Int) {
        guard hosts[host].shards != nil else { return }
        hosts[host].shards = nil
        hosts[host].life += 1
        facts.count("crashes")
        suspect(host, isDead: true)
    }

    func isUp(_ host: Int) -> Bool { hosts[host].shards != nil }

    mutating func tellVoters(_ host: Int) {
        guard isUp(host) else { return }
        handle(.voters(voters, isVoter: voters.contains(hosts[host].id)), at: host)
    }

    /// The failure detector of every other host says so, right or wrong, after a while.
    mutating func suspect(_ host: Int, isDead: Bool) {
        for other in 0..<hosts.count where other != host {
            schedule(
                .fault(.opinion(of: other, about: host, isDead: isDead)), after: milliseconds(1_000..<12_000))
        }
    }

    mutating func handle(_ input: ShardInput, at host: Int) {
        guard var shards = hosts[host].shards else { return }
        if hosts[host].pausedUntil > time {
            // It is read when the process goes on.
            let rest = hosts[host].pausedUntil - time + 1
            switch input {
            case .message(let sender, let bytes):
                return schedule(.message(from: sender, to: host, bytes), after: rest)
            case .decided(let key, let outcome):
                return schedule(.outcome(host: host, life: hosts[host].life, key, outcome), after: rest)
            case .wake:
                hosts[host].wakeAt = time + rest
                return schedule(.wake(host: host, life: hosts[host].life), after: rest)
            default: return schedule(.request(host: host, input, life: hosts[host].life), after: rest)
            }
        }
        var outbox = ShardOutbox()
        let now = hosts[host].clock.monotonic(at: time)
        shards.handle(input, at: now, into: &outbox)
        hosts[host].shards = shards
        if hosts[host].pausesNext > 0, !outbox.messages.isEmpty || !outbox.answers.isEmpty {
            // The worst moment for a pause: decided, and not yet said.
            facts.count("pauses before saying")
            let pause = hosts[host].pausesNext
            hosts[host].pausesNext = 0
            hosts[host].pausedUntil = time + pause
            schedule(.output(host: host, life: hosts[host].life, outbox), after: pause)
        } else {
            carryOut(outbox, of: host)
        }
        plan(host)
    }

    private mutating func plan(_ host: Int) {
        guard let shards = hosts[host].shards else { return }
        let now = hosts[host].clock.monotonic(at: time)
        let deadline = shards.nextDeadline(after: now)
        let at = max(hosts[host].clock.trueTime(of: deadline, after: time), time + 1_000_000)
        guard at < hosts[host].wakeAt else { return }
        hosts[host].wakeAt = at
        schedule(.wake(host: host, life: hosts[host].life), after: at - time)
    }

    mutating func wake(_ host: Int, _ life: Int) {
        guard hosts[host].life == life else { return }
        // Another was planned before it.
        guard hosts[host].wakeAt == time else { return }
        hosts[host].wakeAt = .max
        handle(.wake, at: host)
    }

    /// - Parameter isLate: held back by a pause.
    mutating func carryOut(_ outbox: ShardOutbox, of host: Int, isLate: Bool = false) {
        for (key, change) in outbox.proposals { propose(key, change, by: host) }
        for (target, bytes) in outbox.messages {
            guard let place = hosts.firstIndex(where: { $0.id == target }) else { continue }
            send(bytes, from: host, to: place)
        }
        for (request, answer) in outbox.answers {
            guard let asking = asking.removeValue(forKey: request.number) else { continue }
            if answer == .notFound { watchDenial(of: asking.bot, request.number, by: host) }
            schedule(
                .response(bot: asking.bot, request: request.number, answer, isLate: isLate),
                after: milliseconds(1..<100))
        }
    }

    private mutating func send(_ bytes: [UInt8], from host: Int, to target: Int) {
        facts.count("messages")
        watchWord(bytes, isLost: isCut(host, target))
        guard !isCut(host, target) else { return facts.count("messages cut") }
        if !isHealed {
            if perMille(options.lossPerMille) { return facts.count("messages lost") }
            if perMille(options.duplicationPerMille) {
                schedule(.message(from: hosts[host].id, to: target, bytes), after: milliseconds(0..<2_000))
            }
            if perMille(options.replayPerMille) {
                facts.count("messages replayed")
                schedule(.message(from: hosts[host].id, to: target, bytes), after: milliseconds(0..<120_000))
            }
        }
        schedule(
            .message(from: hosts[host].id, to: target, bytes),
            after: milliseconds(0..<1 + 2 * (slow[target] ?? options.delayMeanMilliseconds)))
    }
}
