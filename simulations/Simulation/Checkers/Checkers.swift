import GossipCore
import Membership

/// All checkers of one run. They see what hosts do and show, never what they are.
struct Checkers {
    private var incarnations: IncarnationNeverFalls
    private var tombstones: ForgottenStaysForgotten
    private var limits = WithinLimits()
    private var replays = ReplayChangesNothing()
    private var quotas: WithinQuotas
    private var deaths = NoFalseDeath()
    private(set) var numbers = NumbersAreUnique()
    private(set) var violations: [Violation] = []
    private let checks: Bool

    /// Beyond these a run says nothing new.
    static let violationsMax = 20

    init(options: Options) {
        checks = options.checks
        incarnations = IncarnationNeverFalls(hosts: options.hosts)
        tombstones = ForgottenStaysForgotten(hosts: options.hosts)
        quotas = WithinQuotas(
            hosts: options.hosts, timing: options.timing, voting: options.voting)
    }

    mutating func started(_ host: Int, id: NodeID, incarnation: Incarnation, at time: UInt64) {
        report(incarnations.started(host, id: id, incarnation: incarnation), "INV-5", time)
    }

    mutating func stopped(_ host: Int) {
        incarnations.stopped(host)
        tombstones.stopped(host)
    }

    mutating func diskLost(_ host: Int) {
        incarnations.diskLost(host)
        numbers.mayLose = true
    }

    /// Something happened that excuses false deaths.
    mutating func faulted() { deaths.isExcused = true }

    mutating func handled(_ host: Int, outbox: RosterOutbox, at time: UInt64) {
        report(limits.handled(host, outbox: outbox), "INV-8", time)
    }

    mutating func sent(_ host: Int, bytes: Int, at time: UInt64) {
        report(limits.sent(host, bytes: bytes), "INV-8", time)
        report(quotas.sent(host, bytes: bytes, at: time), "INV-11", time)
    }

    mutating func received(_ host: Int) { quotas.received(host) }

    /// - Parameter subject: the host that is this member, unless it has been replaced by another.
    mutating func changed(observer: Int, record: MemberRecord, subject: Host?, at time: UInt64) {
        guard checks else { return }
        report(incarnations.changed(observer: observer, record: record, subject: subject), "INV-5", time)
        report(tombstones.changed(observer: observer, record: record), "INV-6", time)
        report(deaths.changed(observer: observer, record: record, subject: subject), "INV-13", time)
    }

    func wantsState(of tampering: DatagramPool.Tampering) -> Bool {
        checks
            && (tampering == .corrupted || tampering == .truncated || tampering == .replayed
                || tampering == .forged)
    }

    mutating func injected(
        _ tampering: DatagramPool.Tampering, into host: Int, before: StateDigest?, after: StateDigest?,
        at time: UInt64
    ) {
        let text = replays.injected(tampering, into: host, before: before, after: after)
        report(text, "INV-9", time)
    }

    mutating func numbered(_ bot: Bot, _ number: ClusterNumber, by host: Int, at time: UInt64) {
        numbers.registered(bot)
        report(numbers.numbered(bot, number, by: host), "INV-1", time)
    }

    /// A bot was answered without a number.
    mutating func pending(_ bot: Bot) { numbers.registered(bot) }

    mutating func report(_ text: String?, _ invariant: String, _ time: UInt64) {
        guard let text, violations.count < Self.violationsMax else { return }
        violations.append(Violation(invariant: invariant, time: time, text: text))
    }
}
