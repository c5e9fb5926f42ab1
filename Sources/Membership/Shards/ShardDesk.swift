import GossipCore
import OrderedCollections

/// What a voter does for shards: it decides leases and slots for the homes that ask, grants free shards, and paces
/// identifies. All that it keeps is a cache or evidence; what is true stands in the registers. Any voter may be asked,
/// and several at a time; they only get in each other's way.
struct ShardDesk: Sendable {
    let own: NodeID
    let boot: UInt64
    let terms: ShardTerms
    var isVoter = false
    var voters: [NodeID] = []
    /// Whom the failure detector calls dead. It frees nothing, but in a mutant.
    var dead: Set<NodeID> = []
    /// When somebody was last called dead.
    var diedAt = Instant.zero
    /// When a home was last heard in another generation.
    var movedAt: Instant?
    var homes: [NodeID: HomeWatch] = [:]
    /// When to look next for shards of homes that are gone.
    private var lookAt = Instant.zero
    var boards: [ApplicationID: ShardBoard] = [:]
    var paces: [ApplicationID: PaceDesk] = [:]
    var wants: OrderedDictionary<SessionID, ShardWant> = [:]
    /// Sizes that this node was told, and that are not decided yet.
    var wishes: [ApplicationID: PoolSize] = [:]
    /// What Discord said of identifies.
    var budgets: [ApplicationID: PaceBudget] = [:]
    /// Whose sizes are read from time to time, in order.
    var served: [ApplicationID] = []
    var broken: BrokenShardRule?
    private var steps: [RegisterKey: [DeskStep]] = [:]
    /// Sent at the end of this input.
    var messages: [(to: NodeID, message: ShardMessage)] = []
    private var proposals: [(key: RegisterKey, change: RegisterChange)] = []

    /// Steps that wait for one register; what comes on top is dropped, and asked again by its home.
    static let stepsMax = 64
    static let wantPatience = Instant.Span.seconds(2)
    /// How old the size of a pool may be that nobody asks for.
    static let sizeAge = Instant.Span.seconds(30)

    init(own: NodeID, boot: UInt64, terms: ShardTerms, broken: BrokenShardRule?) {
        self.own = own
        self.boot = boot
        self.terms = terms
        self.broken = broken
    }

    /// When a want may be served that could not be before.
    func nextDeadline(after now: Instant) -> Instant? {
        wants.isEmpty && paces.values.allSatisfy(\.isIdle) && (!isVoter || wishes.isEmpty)
            ? nil : now + .milliseconds(250)
    }

    mutating func receive(_ message: ShardMessage, from home: NodeID, at now: Instant) {
        switch message {
        case .renew(let ask, let over, let decides):
            if homes[home, default: HomeWatch()].hear(ask, at: now) { movedAt = now }
            guard decides else { return }
            let change =
                over.map { HomeLease.open(over: $0, boot: ask.boot, renewal: ask.renewal) }
                ?? HomeLease.renew(ask.generation, boot: ask.boot, renewal: ask.renewal)
            enqueue(ShardRegisters.home(home), change, .renewing(home, boot: ask.boot))
        case .connect(let application, let request, let ask, let generation, let term, let instance):
            let want = ShardWant(
                application: application, home: home, generation: generation, term: term, instance: instance,
                since: now, askedAt: now, ask: ask)
            self.want(request, want, at: now)
        case .adopt(let application, let session, let ask, let generation, let term, let from):
            let adoption = DeskStep.Adoption(
                application: application, session: session, ask: ask, home: home, generation: generation,
                term: term, from: from)
            read(session.shard, of: application, .finding(adoption))
        case .find(let application, let session, let ask):
            find(session, of: application, ask, for: home)
        case .release(let application, let slot):
            enqueue(
                ShardRegisters.block(ShardBlock.index(of: slot.session.shard), of: application),
                ShardBlock.replace(slot.session.shard, slot, with: slot.released),
                .releasing(application, slot, for: home))
        case .list(let application, let ask):
            list(application, ask, for: home, at: now)
        case .identify(let application, let session, let ask):
            identify(application, session, ask, for: home, at: now)
        case .identified(let application, let session, let ask):
            identified(application, session, ask, at: now)
        default: break
        }
    }

    /// Acts on what time alone changes.
    mutating func wake(at now: Instant) {
        guard isVoter else {
            steps = [:]
            wants = [:]
            for application in paces.keys { paces[application]?.pause() }
            return
        }
        wants.removeAll { now - $0.value.askedAt > Self.wantPatience && $0.value.shard == nil }
        for application in wishes.keys.sorted() {
            let key = ShardRegisters.pool(application)
            guard let size = wishes[application], !isBusy(key) else { continue }
            enqueue(key, size.change(), .sizing(application))
        }
        let isLooking = lookAt <= now
        if isLooking { lookAt = now + .seconds(1) }
        for application in served {
            let key = ShardRegisters.pool(application)
            let readAt = boards[application]?.sizeReadAt
            if readAt.map({ now - $0 > Self.sizeAge }) ?? true, !isBusy(key) {
                enqueue(key, .read, .sizing(application))
            }
            tendPace(application, at: now)
            if isLooking { freeShards(of: application, at: now) }
        }
        serve(at: now)
        applyBudgets(at: now)
        permit(at: now)
    }

    mutating func takeProposals() -> [(key: RegisterKey, change: RegisterChange)] {
        defer { proposals = [] }
        return proposals
    }

    mutating func takeMessages() -> [(to: NodeID, message: ShardMessage)] {
        defer { messages = [] }
        return messages
    }

    // MARK: Steps

    var stepCount: Int { steps.values.reduce(0) { $0 + $1.count } }

    func isBusy(_ key: RegisterKey) -> Bool { steps[key] != nil }

    mutating func enqueue(_ key: RegisterKey, _ change: RegisterChange, _ purpose: DeskStep.Purpose) {
        guard isVoter else { return }
        // A home that asks again before its turn came asks in the place of its former ask. Else a slow register would
        // fall behind for good.
        if let place = steps[key]?.dropFirst().firstIndex(where: { $0.purpose.isRepeated(by: purpose) }) {
            steps[key]?[place] = DeskStep(change: change, purpose: purpose)
            return
        }
        guard steps[key, default: []].count < Self.stepsMax else { return }
        steps[key, default: []].append(DeskStep(change: change, purpose: purpose))
        if steps[key]?.count == 1 { proposals.append((key, change)) }
    }

    mutating func read(_ shard: Int, of application: ApplicationID, _ purpose: DeskStep.Purpose) {
        enqueue(
            ShardRegisters.block(ShardBlock.index(of: shard), of: application), .read, purpose)
    }

    /// A proposal of this desk ended.
    mutating func decided(_ key: RegisterKey, _ outcome: Outcome, at now: Instant) {
        guard var waiting = steps[key], !waiting.isEmpty else { return }
        let step = waiting.removeFirst()
        steps[key] = waiting.isEmpty ? nil : waiting
        if let next = waiting.first { proposals.append((key, next.change)) }
        settle(step.purpose, outcome, at: now)
        serve(at: now)
    }

    private mutating func settle(_ purpose: DeskStep.Purpose, _ outcome: Outcome, at now: Instant) {
        switch purpose {
        case .renewing(let home, let boot):
            guard let lease = learn(home, outcome, at: now) else { return }
            messages.append((home, .renewed(lease, asker: boot)))
        case .watching(let home):
            _ = learn(home, outcome, at: now)
        case .sizing(let application):
            guard case .decided(let value) = outcome else { return }
            boards[application, default: ShardBoard()].sizeReadAt = now
            guard let size = value.flatMap(PoolSize.init(encoded:)) else { return }
            boards[application]?.size = size
            guard let wish = wishes[application] else { return }
            // A read may come first. What stands already outweighs what Discord recommends.
            let isSettled =
                wish.source == .setting
                ? wish == size : size.source == .setting || wish.buckets == size.buckets
            if isSettled { wishes[application] = nil }
        case .reading(let application, let block):
            _ = learn(application, block, outcome, at: now)
        case .granting(let application, let request, let shard, let slot):
            granted(application, request, shard, slot, outcome, at: now)
        case .releasing(let application, let slot, let home):
            let block = learn(application, ShardBlock.index(of: slot.session.shard), outcome, at: now)
            if let block, block[slot.session.shard] != slot {
                messages.append((home, .released(application, slot)))
            }
        case .finding(let adoption): found(adoption, outcome, at: now)
        case .closing(let adoption): closed(adoption, outcome, at: now)
        case .moving(let adoption): moved(adoption, outcome, at: now)
        case .taking(let application): took(application, outcome, at: now)
        case .reserving(let application, let request, let next, let turn):
            reserved(application, request, next, turn, outcome, at: now)
        case .permitting(let application, let session, let next, let askedAt):
            permitted(application, session, next, askedAt, outcome, at: now)
        }
    }

    /// - Returns: what is decided of this home; nil where that is not known.
    mutating func learn(_ home: NodeID, _ outcome: Outcome, at now: Instant) -> HomeLease? {
        guard case .decided(let value?) = outcome, let lease = HomeLease(encoded: value) else { return nil }
        homes[home, default: HomeWatch()].learn(lease, at: now, blank: blank(now))
        return lease
    }

    mutating func learn(
        _ application: ApplicationID, _ index: Int, _ outcome: Outcome, at now: Instant
    ) -> ShardBlock? {
        guard case .decided(let value) = outcome, let block = ShardBlock(value) else { return nil }
        boards[application, default: ShardBoard()].take(block, index, at: now, blank: blank(now))
        return block
    }

    /// Since when this voter takes to be true what it sees for the first time: since now.
    private func blank(_ now: Instant) -> Instant { broken == .forgetsWhatToWaitFor ? .zero : now }
}
