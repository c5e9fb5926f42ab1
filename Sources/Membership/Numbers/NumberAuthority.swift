import GossipCore

/// Decides which identity gets which number. This is the whole of the interim rule (docs/protocol.md,
/// Numbers): the voters will take its place behind the same few methods.
///
/// One member assigns, the lowest that is not dead; the homes ask it, again and again until their map has
/// the answer. Being the lowest is an opinion, and two nodes may hold it of themselves at once. Therefore,
/// before it assigns in a fleet, the assigner
/// - has heard from every living member how far that one knows the fleet, and knows at least as much
///   itself, so that it continues where the one before it ended;
/// - has within the last `leaseSpan` the promise of a majority that they let nobody else assign for
///   `promiseSpan`, which is longer, and counted from later.
///
/// So INV-1 and INV-2 hold while the members agree on who the members are. Two sides that do not, for
/// example because each forgot the other, can both assign; then the write-once entry settles it.
struct NumberAuthority: Sendable {
    static let retryMin = Instant.Span.milliseconds(200)
    static let retryMax = Instant.Span.seconds(2)
    /// How long an answered survey lets its sender assign, from when it was sent.
    static let leaseSpan = Instant.Span.seconds(1)
    /// How long who answered a survey answers nobody else's, and does not assign.
    static let promiseSpan = Instant.Span.seconds(2)
    /// Asks in one retry; 64 of them are some 4 KB.
    static let asksPerRetry = 64
    /// Requests that wait at the assigner; more are dropped, and asked again.
    static let queueMax = 4_096
    /// Homes that are told of one assignment.
    static let askersMax = 4
    /// Fleets that are surveyed at a time.
    static let fleetsPerSurvey = 16

    let own: NodeID

    // As a home.
    /// What this node's clusters want, and the order in which it is asked again.
    private(set) var wants: Set<NumberRequest> = []
    var rotation: [NumberRequest] = []
    private var retryAt: Instant?
    private var retryAfter = Self.retryMin
    /// The assigner of the latest asks.
    private var asked: NodeID?

    // As the assigner.
    var queue: [NumberRequest] = []
    var askers: [NumberRequest: [NodeID]] = [:]
    /// Assigned, and not yet on the disk.
    var deciding: [NumberRequest: Decision] = [:]
    var surveys: [FleetName: FleetSurvey] = [:]
    /// Names a survey, so that an answer counts from when its question was sent.
    var round: UInt64
    var roundStarted: Instant?
    /// For each member, when the latest survey that it answered was sent.
    var promises: [NodeID: Instant] = [:]

    // As a member.
    var promised: (to: NodeID, until: Instant)?

    struct Decision: Sendable {
        var number: ClusterNumber
        var askers: [NodeID]
        var since: Instant
    }

    /// - Parameter seed: makes the rounds of two runs differ.
    init(own: NodeID, seed: UInt64) {
        self.own = own
        round = seed
    }

    var nextDeadline: Instant? { retryAt }

    /// A cluster of this home has no number. Wanting twice is wanting once. `changed` has to follow.
    mutating func want(
        _ request: NumberRequest, at now: Instant, _ view: NumberView, into outbox: inout NumberOutbox
    ) {
        guard wants.insert(request).inserted else { return }
        if wants.count == 1 { asked = view.electorate.assigner }
        rotation.append(request)
        retryAfter = Self.retryMin
        retryAt = min(retryAt ?? now + retryAfter, now + retryAfter)
        if view.electorate.assigner == own {
            enqueue(request, asker: own)
        } else {
            ask([request], view, into: &outbox)
        }
    }

    /// The map has the number, or the cluster has another home or fleet now.
    mutating func settle(_ request: NumberRequest) {
        guard wants.remove(request) != nil else { return }
        retryAfter = Self.retryMin
        if wants.isEmpty { rotation.removeAll() }
    }

    /// An entry of `writes` is on this node's disk.
    mutating func durable(_ request: NumberRequest, _ number: ClusterNumber, into outbox: inout NumberOutbox)
    {
        guard let decision = deciding[request], decision.number == number else { return }
        deciding[request] = nil
        for asker in decision.askers where asker != own {
            outbox.messages.append(
                (asker, .told(fleet: request.fleet, identity: request.identity, number)))
        }
    }

    mutating func receive(
        _ packet: [UInt8], from sender: NodeID, at now: Instant, _ view: NumberView,
        into outbox: inout NumberOutbox
    ) {
        var advances = false
        for message in NumberMessage.unpacked(packet) {
            switch message {
            case .ask(let fleet, let identity, let knows):
                guard isAssigner(view, at: now) else { continue }
                surveys[fleet]?.known.merge(knows)
                enqueue(NumberRequest(fleet: fleet, identity: identity), asker: sender)
                advances = true
            case .told(let fleet, let identity, let number):
                let key = NumberKey(fleet: fleet, number: number)
                guard wants.contains(NumberRequest(fleet: fleet, identity: identity)),
                    view.book.holder(of: key) ?? identity == identity
                else { continue }
                outbox.writes.append((key, identity))
            case .survey(let fleet, let round):
                guard promise(to: sender, at: now, view) else { continue }
                outbox.messages.append(
                    (sender, .surveyed(fleet: fleet, round: round, knows: view.book.extent(of: fleet))))
            case .surveyed(let fleet, let round, let knows):
                heard(from: sender, fleet, round, knows)
                advances = true
            }
        }
        if advances { advance(at: now, view, into: &outbox) }
    }

    /// A member changed, or the map did, or something is wanted.
    mutating func changed(at now: Instant, _ view: NumberView, into outbox: inout NumberOutbox) {
        guard !wants.isEmpty || !queue.isEmpty else { return }
        if asked != view.electorate.assigner, !wants.isEmpty {
            retryAfter = Self.retryMin
            retryAt = now
        }
        advance(at: now, view, into: &outbox)
    }

    /// A member is alive now and was not before: it may know what this node does not.
    mutating func appeared(_ member: NodeID) {
        guard member != own else { return }
        for fleet in surveys.keys { surveys[fleet]?.waiting.insert(member) }
    }

    mutating func wake(at now: Instant, _ view: NumberView, into outbox: inout NumberOutbox) {
        guard let due = retryAt, due <= now else { return }
        deciding = deciding.filter { now - $0.value.since < Self.retryMax * 4 }
        rotate()
        asked = view.electorate.assigner
        if view.electorate.assigner == own {
            for request in rotation { enqueue(request, asker: own) }
        } else {
            ask(rotation.prefix(Self.asksPerRetry), view, into: &outbox)
        }
        advance(at: now, view, into: &outbox)
        let isIdle = wants.isEmpty && queue.isEmpty
        retryAt = isIdle ? nil : now + retryAfter
        retryAfter = min(retryAfter * 2, Self.retryMax)
    }

    /// Whoever was asked last comes last.
    private mutating func rotate() {
        let asked = rotation.prefix(Self.asksPerRetry)
        var seen: Set<NumberRequest> = []
        rotation = (rotation.dropFirst(asked.count) + asked).filter {
            wants.contains($0) && seen.insert($0).inserted
        }
    }

    private func ask(
        _ requests: some Sequence<NumberRequest>, _ view: NumberView, into outbox: inout NumberOutbox
    ) {
        guard let assigner = view.electorate.assigner, assigner != own else { return }
        for request in requests {
            let message = NumberMessage.ask(
                fleet: request.fleet, identity: request.identity, knows: view.book.extent(of: request.fleet))
            outbox.messages.append((assigner, message))
        }
    }

    /// Sets the retry timer for work that came from outside.
    mutating func ensureRetry(at now: Instant) {
        if retryAt == nil {
            retryAfter = Self.retryMin
            retryAt = now + retryAfter
        }
    }
}
