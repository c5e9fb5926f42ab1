/// Finds positions of a dense array by the hashes of their keys: open addressing with linear probing (Knuth 6.4),
/// at most three quarters full. It holds no keys, the array does, so that a member costs four bytes for each
/// such place, six on average, where a dictionary keeps its key again. Only ever asked, never walked: nothing
/// depends on the hashes, which are seeded anew in each process (INV-14).
struct SlotIndex: Sendable {
    /// A position, or -1. The count is a power of two, or zero.
    private var places: [Int32] = []
    private(set) var count = 0

    /// The position with this hash of which `isMatch` says that it is the one.
    @inline(__always)
    func find(_ hash: Int, where isMatch: (Int) -> Bool) -> Int? {
        guard !places.isEmpty else { return nil }
        let mask = places.count - 1
        var place = hash & mask
        while places[place] >= 0 {
            let position = Int(places[place])
            if isMatch(position) { return position }
            place = (place + 1) & mask
        }
        return nil
    }

    /// - Parameters:
    ///   - position: not in the index yet.
    ///   - hashes: the hash of any position that is.
    mutating func insert(_ position: Int, hash: Int, hashes: (Int) -> Int) {
        if 4 * (count + 1) > 3 * places.count { grow(hashes) }
        put(position, hash: hash)
        count += 1
    }

    /// Takes a position out, if it is there, and closes the gap.
    mutating func remove(_ position: Int, hash: Int, hashes: (Int) -> Int) {
        guard var gap = place(of: position, hash: hash) else { return }
        let mask = places.count - 1
        count -= 1
        var next = gap
        while true {
            next = (next + 1) & mask
            guard places[next] >= 0 else { break }
            // Who stands here because of the gap, and not behind it by itself, moves into it.
            let home = hashes(Int(places[next])) & mask
            if (next - home) & mask >= (next - gap) & mask {
                places[gap] = places[next]
                gap = next
            }
        }
        places[gap] = -1
    }

    /// The array moved an element.
    mutating func move(_ position: Int, to other: Int, hash: Int) {
        guard let place = place(of: position, hash: hash) else { return }
        places[place] = Int32(other)
    }

    private func place(of position: Int, hash: Int) -> Int? {
        guard !places.isEmpty else { return nil }
        let mask = places.count - 1
        var place = hash & mask
        while places[place] >= 0 {
            if places[place] == Int32(position) { return place }
            place = (place + 1) & mask
        }
        return nil
    }

    private mutating func put(_ position: Int, hash: Int) {
        let mask = places.count - 1
        var place = hash & mask
        while places[place] >= 0 { place = (place + 1) & mask }
        places[place] = Int32(position)
    }

    private mutating func grow(_ hashes: (Int) -> Int) {
        let former = places
        places = Array(repeating: -1, count: max(8, 2 * former.count))
        for position in former where position >= 0 { put(Int(position), hash: hashes(Int(position))) }
    }
}

extension Array {
    /// Makes room for one more element, and a quarter of what is there: arrays double by themselves, and what a
    /// node holds of thousands of members is most of its memory.
    mutating func makeRoom() {
        if count == capacity { reserveCapacity(count + count / 4 + 4) }
    }
}
