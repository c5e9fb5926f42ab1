public import GossipCore

/// The last points of one cluster's metrics, oldest first.
///
/// Most metrics of most bots stand still, and 5,000 clusters have 300,000 points: a metric that never
/// changed within the history is kept once, the others in rows. That is 2.5 KB a cluster where four
/// metrics move, against 4.8 KB of plain points, and every value is exact.
public struct History: RandomAccessCollection, ExpressibleByArrayLiteral, Sendable {
    /// CONTRACT.md, `GET /api/fleet/cluster`.
    public static let pointsMax = 60

    private static let columns: [any WritableKeyPath<Metrics, Double> & Sendable] = [
        \.latencySeconds, \.shardsUp, \.guilds, \.cachedUsers, \.interactionsRate, \.errorRate,
        \.durationP95Seconds, \.ratelimitsRate, \.uptimeSeconds,
    ]

    /// Values of the columns that do not vary.
    private var steady = Metrics()
    /// Indices of the columns that have a place in each row, ascending.
    private var varying: [Int] = []
    /// Row after row: the time in milliseconds (exact in a double until the year 287396), then the
    /// varying values.
    private var rows: [Double] = []

    public init() {}

    public init(arrayLiteral points: FleetPicture.HistoryPoint...) {
        for point in points { append(point) }
    }

    private var rowWidth: Int { 1 + varying.count }
    public var startIndex: Int { 0 }
    public var endIndex: Int { rows.count / rowWidth }

    public subscript(position: Int) -> FleetPicture.HistoryPoint {
        let row = position * rowWidth
        var metrics = steady
        for (offset, column) in varying.enumerated() {
            metrics[keyPath: Self.columns[column]] = rows[row + 1 + offset]
        }
        return FleetPicture.HistoryPoint(
            at: WallTime(milliseconds: UInt64(rows[row])), metrics: metrics)
    }

    /// When the newest point was taken.
    public var newest: WallTime? {
        isEmpty ? nil : WallTime(milliseconds: UInt64(rows[rows.count - rowWidth]))
    }

    /// Adds a point and drops the oldest one beyond `pointsMax`.
    public mutating func append(_ point: FleetPicture.HistoryPoint) {
        if isEmpty { steady = point.metrics }
        if count == Self.pointsMax { rows.removeFirst(rowWidth) }
        let changed = Self.columns.indices.filter { column in
            !varying.contains(column)
                && steady[keyPath: Self.columns[column]] != point.metrics[keyPath: Self.columns[column]]
        }
        if !changed.isEmpty { widen(by: changed) }
        if rows.capacity < rows.count + rowWidth {
            rows.reserveCapacity(Swift.min(Self.pointsMax, Swift.max(8, count * 2)) * rowWidth)
        }
        // A wall clock beyond the year 287396 is as good as that year.
        rows.append(Double(Swift.min(point.at.milliseconds, 1 << 53)))
        for column in varying { rows.append(point.metrics[keyPath: Self.columns[column]]) }
    }

    /// Gives more columns a place in every row. A column that varied once keeps it.
    private mutating func widen(by columns: [Int]) {
        let points = Array(self)
        varying = (varying + columns).sorted()
        rows.removeAll()
        for point in points {
            rows.append(Double(point.at.milliseconds))
            for column in varying { rows.append(point.metrics[keyPath: Self.columns[column]]) }
        }
    }
}

extension History {
    /// Adds a point unless the newest is less than three quarters of an interval old: beats jitter by a
    /// tenth. A point from before the newest is of a clock that was set back, or of another home's.
    mutating func record(_ point: FleetPicture.HistoryPoint, interval: Instant.Span) {
        if let newest {
            let gap = Int64(clamping: point.at.milliseconds) - Int64(clamping: newest.milliseconds)
            guard gap.magnitude >= UInt64(clamping: interval.nanoseconds / 4 * 3 / 1_000_000) else { return }
        }
        append(point)
    }
}
