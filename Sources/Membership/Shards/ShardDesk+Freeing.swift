import GossipCore

// Shards of homes that are gone are released by each voter that may, whether a bot waits or not: that is the same
// decision as to grant them, by the same evidence, and it stands for voters that have no evidence of their own, such
// as those that take the place of a dead one.
extension ShardDesk {
    mutating func freeShards(of application: ApplicationID, at now: Instant) {
        guard let board = boards[application], board.size != nil,
            homes.contains(where: { isGone($0.key, $0.value) })
        else { return }
        for block in board.blocks where board.readAt(block).map({ $0 <= diedAt }) ?? true {
            guard stepCount < Self.readsMax else { break }
            let key = ShardRegisters.block(block, of: application)
            if !isBusy(key) { enqueue(key, .read, .reading(application, block: block)) }
        }
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

    /// Whether it is worth to look at its shards: called dead, or one of its generations was closed.
    private func isGone(_ home: NodeID, _ watch: HomeWatch) -> Bool {
        dead.contains(home) || watch.lease.map { $0.isClosed || $0.generation > 1 } ?? false
    }
}
