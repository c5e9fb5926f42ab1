import DequeModule
import GossipCore
import Membership

/// Decides which changes this node tells. It is a value: pictures and instants come in, changes go out.
///
/// One living node tells each change: the one with the lowest id of those with a webhook, which each node works out for
/// itself (`FleetPicture.Status.isNotifier`). All nodes see all changes, so the only question is what a former notifier
/// had told when another takes its place.
///
/// - The former one *died*. The last sign of it was some time before this node heard that it is suspect; it can not
///   have told what came after. So every node keeps what it saw lately, and the next notifier tells what it saw since
///   `margin` before the suspicion. The margin is the time from a death to its suspicion, and the time that the former
///   one gathered changes before it sent them: nothing is lost, and at most the changes of those seconds come twice.
///   What it had kept for longer because the webhook did not take it, is lost with it.
/// - The former one *left*. It sent what it had before it said goodbye, so only what came during the goodbye is told.
/// - The former one *lives*, but has no webhook any more, or this node came with a lower id: nothing is told again. The
///   one that is replaced sends what it has.
/// - At its *start* a node does not know yet who else has a webhook, and takes itself for the notifier. So whoever has the
///   turn waits for `settle` before it tells, and then tells what came meanwhile, too.
///
/// Both sides of a partition have a notifier and tell what they see. Twice is better than never here.
struct NoticeDuty {
    private let own: NodeID
    private let margin: Instant.Span
    private let settle: Instant.Span
    private let suspicionMax: Instant.Span
    private let memory: Instant.Span
    private var turn = Turn.others
    /// Changes that others had to tell.
    private var recent: Deque<(seenAt: Instant, notice: Notice)> = []
    /// Members that would come before this node.
    private var living: Set<NodeID> = []
    private var suspectSince: [NodeID: Instant] = [:]
    /// The earliest instant from which on those who went can not have told, and when they went.
    private var gone: [(since: Instant, at: Instant)] = []

    private enum Turn {
        case others
        /// This node's, if it lasts; it is to tell what came since the first instant.
        case settling(since: Instant, at: Instant)
        case own
    }

    static let recentMax = 2_000
    /// A goodbye takes 2.5 s at most.
    static let leaveMargin = Instant.Span.seconds(3)
    /// A death and its consequence may come in two pictures.
    static let goneMemory = Instant.Span.seconds(5)

    /// - Parameter timing: of the failure detector.
    init(own: NodeID, timing: Timing) {
        self.own = own
        // Nobody probes a given member for five periods in one case of 150 (SWIM, section 3.1: e to the minus 5).
        margin = timing.probePeriod * 5 + NoticeQueue.gather + NoticeService.period
        // Who has a webhook is said in reports, which need some rounds.
        settle = timing.freshnessPeriod * 2 + .seconds(1)
        suspicionMax = timing.suspicionMax
        memory = max(.seconds(30), suspicionMax + margin + settle)
    }

    /// - Parameter news: what changed since the last look.
    /// - Returns: what this node is to tell now.
    mutating func look(
        _ news: [Notice], isNotifier: Bool, members: some Sequence<MemberRecord>, at now: Instant
    ) -> [Notice] {
        watch(members, at: now)
        if isNotifier, case .own = turn { return news }
        for notice in news { recent.append((now, notice)) }
        while let oldest = recent.first, oldest.seenAt + memory < now || recent.count > Self.recentMax {
            recent.removeFirst()
        }
        guard isNotifier else {
            turn = .others
            return []
        }
        var (since, start) = (now, now)
        if case .settling(let former, let at) = turn { (since, start) = (former, at) }
        since = gone.map(\.since).min().map { min($0, since) } ?? since
        guard start + settle <= now else {
            turn = .settling(since: since, at: start)
            return []
        }
        turn = .own
        defer { recent.removeAll() }
        return recent.filter { $0.seenAt >= since }.map(\.notice)
    }

    private mutating func watch(_ members: some Sequence<MemberRecord>, at now: Instant) {
        gone.removeAll { $0.at + Self.goneMemory < now }
        var still: Set<NodeID> = []
        var left: Set<NodeID> = []
        for member in members where member.id < own {
            switch member.state {
            case .alive:
                still.insert(member.id)
                suspectSince[member.id] = nil
            case .suspect:
                still.insert(member.id)
                suspectSince[member.id] = suspectSince[member.id] ?? now
            case .left: left.insert(member.id)
            case .dead, .forgotten: break
            }
        }
        for id in living.subtracting(still) {
            // A death that was heard of without its suspicion is one of a suspicion that took its time.
            let suspected = suspectSince.removeValue(forKey: id) ?? now - suspicionMax
            gone.append((left.contains(id) ? now - Self.leaveMargin : suspected - margin, now))
        }
        living = still
    }
}

extension Instant {
    fileprivate static func - (instant: Instant, span: Span) -> Instant { instant + (.zero - span) }
}
