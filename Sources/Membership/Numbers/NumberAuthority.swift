import GossipCore
import HeapModule

/// Gets numbers for the clusters of this home, and as a voter decides them for all (docs/voting.md, Numbers).
///
/// A home asks one voter, the proposer of the fleet at the moment, and again until it is told; so a hundred bots
/// that start at once do not make proposers duel. Any voter may serve, and serves whoever asks: being the
/// proposer is a convenience, and no safety rests on it. The proposer enters what is wanted in the fleet's
/// `Ledger`, in the order of arrival, and tells the homes what was decided. Nobody guesses: what was not
/// answered is asked again, what came to no end is read again.
///
/// `NumberAuthority+Proposing.swift` is the proposer's side.
struct NumberAuthority: Sendable {
    static let retryMin = Instant.Span.milliseconds(150)
    static let retryMax = Instant.Span.seconds(2)
    /// After which a decision under way is given up, to be tried again.
    static let decisionSpan = Instant.Span.seconds(3)
    /// How long the map has to learn of a decision from the home that asked for it.
    static let spreadAfter = Instant.Span.seconds(3)
    /// Numbers that are put into the map in one step.
    static let writesPerStep = 256
    /// Registers that are decided at once, of all fleets; half of what the core takes.
    static let inFlightMax = Limits.proposalsMax / 2
    static let ledgersMax = Limits.registersMax

    let own: NodeID

    // As a home.
    private var wants: [NumberRequest: Want] = [:]
    private var wanted: UInt64 = 0
    private var patience = VoterPatience()
    /// What the last proposer said that could not decide.
    private var said: (reason: PendingReason, until: Instant)?

    // As a proposer.
    /// Looked up alone.
    var ledgers: [FleetName: Ledger] = [:]
    /// Fleets that wait for room to begin a step.
    var ready: [FleetName] = []
    var inFlight: [RegisterKey: FleetName] = [:]
    /// Decided, and not in the map when last looked.
    var unspread: [NumberKey: ClusterIdentity] = [:]

    var deadlines = DeadlineQueue<Due>()
    private var lineage: Lineage?
    private var seen: (candidates: [NodeID], hasMajority: Bool) = ([], false)

    enum Due: Sendable {
        case want(NumberRequest)
        case ledger(FleetName)
        case spread(NumberKey)
    }

    private struct Want: Sendable {
        /// In the order of wanting.
        var order: UInt64
        var retries = 0
        var dueAt: Instant

        /// 150, 150, 300, 600, 1,200 and then 2,000 ms: two asks have been answered by a round trip of 450 ms
        /// before the third, which goes to another voter if they were not.
        mutating func again(at now: Instant) {
            retries += 1
            dueAt =
                now
                + min(NumberAuthority.retryMin * (1 << max(0, min(retries, 5) - 1)), NumberAuthority.retryMax)
        }
    }

    init(own: NodeID) { self.own = own }

    var nextDeadline: Instant? { deadlines.next }
    var wantCount: Int { wants.count }

    /// Why a cluster of any home has no number, as far as this node knows.
    func reason(at now: Instant, _ view: NumberView) -> PendingReason {
        if let obstacle = view.obstacle { return obstacle }
        if let said, said.until > now { return said.reason }
        return .deciding
    }

    /// A cluster of this home has no number. Wanting twice is wanting once.
    mutating func want(
        _ request: NumberRequest, at now: Instant, _ view: NumberView, into outbox: inout NumberOutbox
    ) {
        guard wants[request] == nil else { return }
        wanted += 1
        wants[request] = Want(order: wanted, dueAt: now + Self.retryMin)
        deadlines.add(.want(request), at: now + Self.retryMin)
        ask(request, at: now, view, into: &outbox)
        proposeAll(at: now, into: &outbox)
    }

    /// The map has the number, or the cluster has another home or fleet now.
    mutating func unwant(_ request: NumberRequest) { wants[request] = nil }

    /// - Parameter messages: numbers among them are attested by a voter.
    mutating func receive(
        _ messages: [NumberMessage], from sender: NodeID, at now: Instant, _ view: NumberView,
        into outbox: inout NumberOutbox
    ) {
        for message in messages {
            switch message {
            case .ask(let request):
                serve(request, for: sender, at: now, view, into: &outbox)
            case .told, .waits:
                heard(message, from: sender, at: now, into: &outbox)
            }
        }
        proposeAll(at: now, into: &outbox)
    }

    /// The voters or the members changed.
    /// - Returns: whether that is anything to this authority.
    @discardableResult
    mutating func changed(at now: Instant, _ view: NumberView, into outbox: inout NumberOutbox) -> Bool {
        if lineage != view.voting.lineage {
            lineage = view.voting.lineage
            forgetLedgers()
        }
        if !view.voting.isVoter, !ledgers.isEmpty { forgetLedgers() }
        guard seen != (view.candidates, view.voting.hasMajority) else { return false }
        seen = (view.candidates, view.voting.hasMajority)
        patience.reset()
        for (request, _) in wants.sorted(by: { $0.value.order < $1.value.order }) {
            wants[request]?.retries = 0
            wants[request]?.dueAt = now + Self.retryMin
            deadlines.add(.want(request), at: now + Self.retryMin)
            ask(request, at: now, view, into: &outbox)
        }
        for fleet in ledgers.keys.sorted() {
            ledgers[fleet]?.stopResting()
            ready.append(fleet)
        }
        proposeAll(at: now, into: &outbox)
        return true
    }

    mutating func wake(at now: Instant, _ view: NumberView, into outbox: inout NumberOutbox) {
        while let (due, subject) = deadlines.takeDue(at: now) {
            switch subject {
            case .want(let request):
                guard var want = wants[request], want.dueAt == due else { continue }
                want.again(at: now)
                wants[request] = want
                deadlines.add(.want(request), at: want.dueAt)
                ask(request, at: now, view, into: &outbox)
            case .ledger(let fleet):
                ready.append(fleet)
            case .spread(let key):
                spread(key, at: now, view, into: &outbox)
            }
        }
        proposeAll(at: now, into: &outbox)
    }

    private mutating func ask(
        _ request: NumberRequest, at now: Instant, _ view: NumberView, into outbox: inout NumberOutbox
    ) {
        let order = ProposerOrder.of(view.candidates, for: request.fleet)
        guard let voter = patience.choose(among: order, at: now) else { return }
        patience.asked(voter, at: now)
        if voter == own {
            serve(request, for: own, at: now, view, into: &outbox)
        } else {
            outbox.messages.append((voter, .ask(request)))
        }
    }

    /// A proposer answered this home.
    mutating func heard(
        _ answer: NumberMessage, from voter: NodeID, at now: Instant, into outbox: inout NumberOutbox
    ) {
        switch answer {
        case .ask: break
        case .told(let number):
            patience.answered(voter)
            said = nil
            if wants.removeValue(forKey: answer.request) != nil { outbox.writes.append(number) }
        case .waits(_, .deciding):
            patience.answered(voter)
        case .waits(_, let reason):
            said = (reason, now + Ledger.retryFull)
        }
    }
}
