import GossipCore

// Shards of homes that are gone are released by each voter that may, whether a bot waits or not: that is the same
// decision as to grant them, by the same evidence, and it stands for voters that have no evidence of their own, such
// as those that take the place of a dead one.
extension ShardDesk {
    /// Sessions move into a new generation of their home within this.
    private static let moveSpan = Instant.Span.seconds(10)
    /// Registers that are read at a time, once a second, though no home is gone: what voters send is limited, and those who
    /// renew go first.
    private static let quietReadsMax = 2

    mutating func freeShards(of application: ApplicationID, at now: Instant) {
        guard let board = boards[application], board.size != nil else { return }
        let isUrgent = homes.contains { isGone($0.key, $0.value) }
        readChanged(board, application, isUrgent: isUrgent, at: now)
        guard isUrgent else { return }
        for shard in board.standings.keys.sorted() {
            guard stepCount < Self.readsMax else { return }
            guard let standing = board.standings[shard], !standing.slot.isReleased,
                homes[standing.slot.home].map({ isGone(standing.slot.home, $0) }) ?? false,
                case .free = vacancy(standing, at: now)
            else { continue }
            let key = ShardRegisters.block(ShardBlock.index(of: shard), of: application)
            guard !isBusy(key) else { continue }
            enqueue(
                key, ShardBlock.replace(shard, standing.slot, with: standing.slot.released),
                .releasing(application, standing.slot, for: own))
        }
    }

    /// That a slot moved is evidence from when a voter saw it. One that looked only when the home is gone, because no
    /// bot came to it before, would wait from then.
    private mutating func readChanged(
        _ board: ShardBoard, _ application: ApplicationID, isUrgent: Bool, at now: Instant
    ) {
        let settledAt = movedAt.map { $0 + Self.moveSpan }.flatMap { $0 <= now ? $0 : nil } ?? .zero
        for block in board.blocks {
            let readAt = board.readAt(block)
            let isNeeded = isUrgent && readAt.map { $0 <= diedAt } ?? true
            guard isNeeded || readAt.map({ $0 < settledAt }) ?? true,
                stepCount < (isNeeded ? Self.readsMax : Self.quietReadsMax)
            else { continue }
            let key = ShardRegisters.block(block, of: application)
            if !isBusy(key) { enqueue(key, .read, .reading(application, block: block)) }
        }
    }

    /// Whether it is worth to look at its shards: called dead, or one of its generations was closed.
    private func isGone(_ home: NodeID, _ watch: HomeWatch) -> Bool {
        dead.contains(home) || watch.lease.map { $0.isClosed || $0.generation > 1 } ?? false
    }
}
