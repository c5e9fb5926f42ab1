import GossipCore
import OrderedCollections

// Which shard a bot gets: its instance's own, else the lowest that is free.
extension ShardDesk {
    /// How old a board may be when it is said that no shard is free.
    private static let boardAge = Instant.Span.seconds(1)
    /// How long a connect waits for its instance's shard before it takes another.
    private static let instancePatience = Instant.Span.seconds(2)
    private static let instancePause = Instant.Span.milliseconds(300)

    mutating func want(_ request: SessionID, _ want: ShardWant, at now: Instant) {
        guard isVoter else { return }
        if wants[request] != nil {
            wants[request]?.askedAt = now
            wants[request]?.ask = want.ask
        } else {
            wants[request] = want
        }
        serve(at: now)
    }

    mutating func serve(at now: Instant) {
        for request in Array(wants.keys) {
            guard let want = wants[request], want.shard == nil else { continue }
            serve(request, want, at: now)
        }
    }

    private mutating func serve(_ request: SessionID, _ want: ShardWant, at now: Instant) {
        let application = want.application
        guard let board = prepared(application, since: want.since, at: now) else { return }
        guard let size = board.size else { return refuse(request, .noPool, retry: .seconds(5)) }
        for block in board.blocks where board.readAt(block) == nil {
            return readAll(application, since: .zero, at: now)
        }
        // Asked twice: the answer was lost.
        if let shard = (0..<size.shards).first(where: { board.standings[$0]?.slot.session.request == request }
        ) {
            return reserve(request, want, shard, size, at: now)
        }
        if let own = instanceShard(request, want, board, size, at: now) {
            if let own = own.free { return reserve(request, want, own, size, at: now) }
            if now - want.since < Self.instancePatience { return }
        }
        let taken = Set(wants.values.lazy.filter { $0.application == application }.compactMap(\.shard))
        var isWaiting = false
        for shard in 0..<size.shards where !taken.contains(shard) {
            switch vacancy(board.standings[shard], at: now) {
            case .free: return reserve(request, want, shard, size, at: now)
            case .unknown: isWaiting = true
            case .held: break
            }
        }
        if isWaiting { return }
        if board.isRead(since: want.since) {
            refuse(request, .noShards, retry: .zero)
        } else {
            readAll(application, since: want.since, at: now)
        }
    }

    /// The shard that the bot's instance held last.
    /// - Returns: nil without one; `free` is nil while its former session must end first.
    private mutating func instanceShard(
        _ request: SessionID, _ want: ShardWant, _ board: ShardBoard, _ size: PoolSize, at now: Instant
    ) -> (shard: Int, free: Int?)? {
        guard want.instance != 0 else { return nil }
        let standing = (0..<size.shards).lazy.compactMap { board.standings[$0] }
            .first { $0.slot.instance == want.instance }
        guard let standing else { return nil }
        let shard = standing.slot.session.shard
        let isTaken = wants.values.contains { $0.application == want.application && $0.shard == shard }
        if isTaken { return nil }
        if case .free = vacancy(standing, at: now) { return (shard, shard) }
        let key = ShardRegisters.block(ShardBlock.index(of: shard), of: want.application)
        if !isBusy(key), want.toldAt.map({ now - $0 >= Self.instancePause }) ?? true {
            wants[request]?.toldAt = now
            messages.append((want.home, .taken(want.application, request, standing.slot)))
            // Another voter may have released it.
            read(shard, of: want.application, .reading(want.application, block: ShardBlock.index(of: shard)))
        }
        return (shard, nil)
    }

    enum Vacancy {
        case free
        case held
        /// Until a register is read.
        case unknown
    }

    /// Whether a shard may be granted. It frees what its home was silent about for long enough.
    mutating func vacancy(_ standing: ShardBoard.Standing?, at now: Instant) -> Vacancy {
        guard let standing, !standing.slot.isReleased else { return .free }
        let slot = standing.slot
        let key = ShardRegisters.home(slot.home)
        let wait = broken == .waitsForItsOwnTerm ? terms.wait : terms.wait(for: slot.term)
        guard let watch = homes[slot.home], let lease = watch.lease else {
            if !isBusy(key) { enqueue(key, .read, .watching(slot.home)) }
            return .unknown
        }
        let isSuspect = broken == .releasesOnSuspicion && dead.contains(slot.home)
        guard let since = watch.overSince(slot.generation) else {
            if isSuspect || now - watch.newsAt >= wait, !isBusy(key) {
                enqueue(key, HomeLease.close(lease), .watching(slot.home))
            }
            return isSuspect ? .unknown : .held
        }
        if isSuspect { return .free }
        guard now - since >= wait else { return .held }
        // A former home may have promised until its generation was closed, which was before this slot was written.
        if slot.moves > 0, now - standing.since < wait, broken != .forgetsFormerHome { return .held }
        return .free
    }

    /// - Returns: the board, once the pool's size was read.
    mutating func prepared(
        _ application: ApplicationID, since: Instant, at now: Instant
    ) -> ShardBoard? {
        let key = ShardRegisters.pool(application)
        let board = boards[application]
        let isOld =
            board?.sizeReadAt.map { now - $0 > .seconds(5) || board?.size == nil && $0 < since } ?? true
        if isOld, !isBusy(key) { enqueue(key, .read, .sizing(application)) }
        return board?.sizeReadAt == nil || board?.size == nil && isOld ? nil : board
    }

    /// Registers that are read at a time; a large pool is read in as many rounds as it takes.
    static let readsMax = 32

    /// - Parameter since: what was read since then is not read again. Without it a pool that takes longer to read than
    ///   a board lasts would be begun anew for ever, and no shard of it granted.
    private mutating func readAll(_ application: ApplicationID, since: Instant, at now: Instant) {
        for block in boards[application]?.blocks ?? 0..<0 {
            guard stepCount < Self.readsMax else { return }
            let key = ShardRegisters.block(block, of: application)
            if let readAt = boards[application]?.readAt(block),
                readAt >= since || now - readAt < Self.boardAge
            {
                continue
            }
            if !isBusy(key) { enqueue(key, .read, .reading(application, block: block)) }
        }
    }

    /// The shard is free: first the bot's turn to identify, then the shard.
    private mutating func reserve(
        _ request: SessionID, _ want: ShardWant, _ shard: Int, _ size: PoolSize, at now: Instant
    ) {
        let turn = paces[want.application]?.turn(of: request.naming(shard), in: shard % size.buckets)
        if let turn, turn.ask == nil, now < turn.at + PaceDesk.delivery {
            guard paces[want.application]?.isDeciding == false else { return }
            wants[request]?.turn = turn.at
            return grant(request, wants[request] ?? want, shard, at: now)
        }
        switch self.turn(for: shard, want.application, size, request, at: now) {
        case .reserving: wants[request]?.shard = shard
        case .later(let span): if let span { refuse(request, .busy, retry: span) }
        case .elsewhere(let owner):
            wants[request] = nil
            messages.append((want.home, .elsewhere(want.application, owner)))
        case .noBudget: refuse(request, .noBudget, retry: Self.budgetPause)
        }
    }

    mutating func grant(_ request: SessionID, _ want: ShardWant, _ shard: Int, at now: Instant) {
        let former = boards[want.application]?.standings[shard]
        if let slot = former?.slot, slot.session.request == request, !slot.isReleased,
            let size = boards[want.application]?.size
        {
            return answer(request, want, slot, size, at: now)
        }
        guard case .free = vacancy(former, at: now) else {
            wants[request]?.shard = nil
            return
        }
        let slot = ShardSlot(
            session: request.naming(shard), home: want.home, generation: want.generation, term: want.term,
            instance: want.instance)
        wants[request]?.shard = shard
        enqueue(
            ShardRegisters.block(ShardBlock.index(of: shard), of: want.application),
            ShardBlock.replace(shard, former?.slot, with: slot),
            .granting(want.application, request, shard: shard, slot))
    }

    mutating func granted(
        _ application: ApplicationID, _ request: SessionID, _ shard: Int, _ slot: ShardSlot,
        _ outcome: Outcome, at now: Instant
    ) {
        let block = learn(application, ShardBlock.index(of: shard), outcome, at: now)
        wants[request]?.shard = nil
        guard let block, block[shard] == slot, let want = wants[request],
            let size = boards[application]?.size
        else { return }
        answer(request, want, slot, size, at: now)
    }

    private mutating func answer(
        _ request: SessionID, _ want: ShardWant, _ slot: ShardSlot, _ size: PoolSize, at now: Instant
    ) {
        // Told later than this, its bot might identify in the next one's turn. Another is reserved.
        guard want.turn.map({ now < $0 + PaceDesk.delivery }) ?? false else { return }
        let sleep = max((want.turn ?? now) - now, .zero).nanoseconds / 1_000_000
        messages.append(
            (
                want.home,
                .granted(want.application, slot, size, ask: want.ask, sleepMilliseconds: UInt64(sleep))
            ))
        wants[request] = nil
    }

    mutating func refuse(_ request: SessionID, _ refusal: ShardRefusal, retry: Instant.Span) {
        guard let want = wants.removeValue(forKey: request) else { return }
        messages.append(
            (want.home, .refused(request, refusal, retryMilliseconds: UInt64(retry.nanoseconds / 1_000_000))))
    }

    /// Tells a home what it holds. The board may be old: the home compares and swaps.
    mutating func list(_ application: ApplicationID, _ ask: UInt64, for home: NodeID, at now: Instant) {
        guard isVoter, let board = prepared(application, since: now, at: now), let size = board.size else {
            return
        }
        if !board.isRead(since: .zero) { return readAll(application, since: .zero, at: now) }
        let slots = (0..<size.shards).lazy.compactMap { board.standings[$0]?.slot }
            .filter { $0.home == home && !$0.isReleased }
        var rest = Array(slots)[...]
        repeat {
            messages.append(
                (home, .holds(application, ask: ask, size, Array(rest.prefix(ShardMessage.slotsMax)))))
            rest = rest.dropFirst(ShardMessage.slotsMax)
        } while !rest.isEmpty
    }
}
