/// How much of a fleet's numbers a node knows. Without holes, both are the same.
struct NumberExtent: Hashable, Sendable {
    /// The highest number; 0 without any.
    var highest: UInt32 = 0
    /// How many numbers have a holder.
    var count: UInt32 = 0

    /// Whether who knows this much may hand out the next number, beside one who knows `other`.
    func covers(_ other: NumberExtent) -> Bool { highest >= other.highest && count >= other.count }

    mutating func merge(_ other: NumberExtent) {
        highest = max(highest, other.highest)
        count = max(count, other.count)
    }
}
