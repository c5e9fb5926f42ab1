/// A histogram's cumulative buckets, all series summed by their bound `le`.
struct BucketSums {
    /// Different finite bounds; Argus has eight. Samples of further ones are left out.
    static let boundsMax = 128

    private var bounds: [Double] = []
    private var counts: [Double] = []
    private var infinite: Double?
    /// Where the next bound is looked for first: series list their bounds in one order.
    private var hint = 0

    /// - Parameter bound: may be infinity.
    mutating func add(_ count: Double, atBound bound: Double) {
        if bound == .infinity {
            infinite = ((infinite ?? 0) + count).clamped
            hint = 0
            return
        }
        if hint >= bounds.count || bounds[hint] != bound {
            if let index = bounds.firstIndex(of: bound) {
                hint = index
            } else {
                guard bounds.count < Self.boundsMax else { return }
                hint = bounds.count
                bounds.append(bound)
                counts.append(0)
            }
        }
        counts[hint] = (counts[hint] + count).clamped
        hint += 1
    }

    /// The upper bound of the bucket that holds the quantile; the largest finite bound where that is
    /// +Inf; zero without observations or without finite bounds.
    func quantile(_ quantile: Double) -> Double {
        let ordered = zip(bounds, counts).sorted { $0.0 < $1.0 }
        guard let largest = ordered.last else { return 0 }
        let total = infinite ?? largest.1
        guard total > 0 else { return 0 }
        return ordered.first { $0.1 >= quantile * total }?.0 ?? largest.0
    }
}
