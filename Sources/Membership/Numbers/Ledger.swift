import GossipCore

/// One fleet's roll as a proposer keeps it: what is decided, who waits to be put on it, and the one step that
/// is under way. It follows the rule of `Roll`: the next slot is proposed only after all before it are known.
///
/// Known means decided by a majority, and a decision is for ever. What came to no end is never assumed
/// either way: the next attempt at the same slot reads what stands there.
struct Ledger: Sendable {
    /// Registers of rolls of numbers.
    static let space: UInt8 = 1
    /// Identities that wait at once; further ones are asked for again.
    static let queueMax = 8_192
    /// Homes that are told of one number.
    static let askersMax = 4
    /// Slots that are read at once.
    static let windowMax: UInt32 = 64
    static let retryMin = Instant.Span.milliseconds(250)
    static let retryMax = Instant.Span.seconds(2)
    static let retryFull = Instant.Span.seconds(10)

    let fleet: FleetName
    private(set) var roll: Roll
    /// In the order of arrival; who has a number since has no askers.
    private var queue: [ClusterIdentity] = []
    private var askers: [ClusterIdentity: [NodeID]] = [:]
    private var step = Step.idle
    /// Whether there is probably more on the roll than is known here: it is read before it is written.
    private var isBehind: Bool
    private var window: UInt32 = 4
    /// Why the last step came to nothing.
    private(set) var trouble: PendingReason?
    private var retryAfter = Self.retryMin
    /// No step begins before.
    private(set) var restsUntil: Instant?

    private enum Step {
        case idle
        case appending
        /// What was read of slots from `roll.slot` on; nil for a slot that was empty.
        case reading(outstanding: Int, found: [UInt32: [UInt8]?])
    }

    struct Entered: Hashable, Sendable {
        var identity: ClusterIdentity
        var number: ClusterNumber
        var askers: [NodeID]
    }

    /// - Parameter isBehind: whether numbers of this fleet are known from elsewhere.
    init(fleet: FleetName, isBehind: Bool) {
        self.fleet = fleet
        self.isBehind = isBehind
        roll = Roll(register: Self.register(of: fleet))
    }

    /// Slot 0 of a fleet's roll.
    static func register(of fleet: FleetName) -> RegisterKey {
        RegisterKey(space: space, name: fleet.utf8, index: 0)
    }

    func number(of identity: ClusterIdentity) -> ClusterNumber? {
        roll.number(of: identity.utf8).map { ClusterNumber($0) }
    }

    var isIdle: Bool { if case .idle = step { true } else { false } }
    var hasWork: Bool { isBehind || !askers.isEmpty }

    enum Enqueued: Hashable { case new, again, refused }

    mutating func enqueue(_ identity: ClusterIdentity, asker: NodeID) -> Enqueued {
        if let known = askers[identity] {
            if known.count < Self.askersMax, !known.contains(asker) { askers[identity]?.append(asker) }
            return .again
        }
        guard askers.count < Self.queueMax else { return .refused }
        queue.append(identity)
        askers[identity] = [asker]
        return .new
    }

    /// Reads on what others may have written.
    mutating func refresh() { isBehind = true }

    /// Nobody waits for the retry: something changed.
    mutating func stopResting() {
        restsUntil = nil
        retryAfter = Self.retryMin
    }

    /// The next step, if one is to be taken now.
    mutating func begin(at now: Instant) -> [NumberOutbox.Proposal] {
        guard isIdle, hasWork, restsUntil.map({ $0 <= now }) ?? true, trouble != .damagedRoll else {
            return []
        }
        restsUntil = nil
        if isBehind {
            let slots = roll.slot..<(roll.slot &+ window)
            step = .reading(outstanding: slots.count, found: [:])
            return slots.map { .init(register: roll.register.at($0), change: .read) }
        }
        guard let change = roll.change(adding: queue.lazy.map(\.utf8)) else { return [] }
        step = .appending
        return [.init(register: roll.nextRegister, change: change)]
    }

    /// A register of the step under way came to an end.
    /// - Returns: what is known to be on the roll since.
    mutating func take(_ slot: UInt32, _ outcome: Outcome, at now: Instant) -> [Entered] {
        switch step {
        case .idle:
            return []
        case .appending:
            step = .idle
            guard case .decided(let value?) = outcome else {
                fail(outcome, at: now)
                return []
            }
            let entered = absorb(value)
            // Somebody else's run: there may be more of those.
            isBehind = !entered.contains { !$0.askers.isEmpty }
            if trouble == nil { retryAfter = Self.retryMin }
            return entered
        case .reading(let outstanding, var found):
            if case .decided(let value) = outcome {
                found[slot] = .some(value)
            } else {
                fail(outcome, at: now)
            }
            guard outstanding == 1 else {
                step = .reading(outstanding: outstanding - 1, found: found)
                return []
            }
            step = .idle
            return finishReading(found)
        }
    }

    private mutating func finishReading(_ found: [UInt32: [UInt8]?]) -> [Entered] {
        var entered: [Entered] = []
        let first = roll.slot
        while let read = found[roll.slot], let value = read, trouble != .damagedRoll {
            entered += absorb(value)
        }
        // An empty slot ends the roll, unless another proposer wrote it and the next ones meanwhile.
        let isEnd = found[roll.slot].map { $0 == nil } ?? false
        let hasLater = found.contains { $0.key > roll.slot && $0.value != nil }
        isBehind = !isEnd || hasLater
        if roll.slot - first == window { window = min(window * 2, Self.windowMax) }
        if restsUntil == nil, trouble != .damagedRoll {
            trouble = nil
            retryAfter = Self.retryMin
        }
        return entered
    }

    private mutating func absorb(_ value: [UInt8]) -> [Entered] {
        let known = roll.items.count
        guard roll.take(value) else {
            trouble = .damagedRoll
            return []
        }
        trouble = nil
        var entered: [Entered] = []
        for place in known..<roll.items.count {
            // Not a name of this program: its number is taken all the same.
            guard let identity = ClusterIdentity(utf8: roll.items[place]) else { continue }
            let number = ClusterNumber(UInt32(place) + 1)
            let waiting = askers.removeValue(forKey: identity) ?? []
            entered.append(Entered(identity: identity, number: number, askers: waiting))
        }
        queue.removeAll { askers[$0] == nil }
        return entered
    }

    private mutating func fail(_ outcome: Outcome, at now: Instant) {
        trouble = outcome == .full ? .votersFull : .noMajority
        restsUntil = now + (outcome == .full ? Self.retryFull : retryAfter)
        retryAfter = min(retryAfter * 2, Self.retryMax)
    }
}
