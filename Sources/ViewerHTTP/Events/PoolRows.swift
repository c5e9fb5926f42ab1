import Membership

/// The rows of a pool (`PoolAges`), by position.
struct PoolRows {
    private let holders: [ShardPool.Holder]
    private let size: Int
    /// For each shard of the pool the place of its holder.
    private var places: [Int?]
    /// Of the first holder beyond the pool's end.
    private var beyond: Int

    init(_ pool: ShardPool) {
        holders = pool.holders
        size = pool.size?.shards ?? 0
        places = Array(repeating: nil, count: size)
        beyond = holders.count
        for (place, holder) in holders.enumerated() {
            if holder.shard >= size {
                beyond = place
                break
            }
            places[holder.shard] = place
        }
    }

    var count: Int { size + holders.count - beyond }

    func shard(_ row: Int) -> Int { row < size ? row : holders[beyond + row - size].shard }

    /// nil where the shard is free.
    func holder(_ row: Int) -> ShardPool.Holder? {
        if row >= size { return holders[beyond + row - size] }
        return places[row].map { holders[$0] }
    }
}
