public import GossipCore

/// One page of a `ClusterReport`, as it travels in one `Report` of the hot plane. Page 0 has the
/// metrics and the first shards; further ones, which only clusters of some dozens of shards need, have
/// more shards. Pages travel alone: the newest of each index counts.
public struct ReportPage: Hashable, Sendable {
    public var index: Int
    /// Pages that the report had when this one was written: a page beyond page 0's count is stale.
    public var count: Int
    /// Page 0 only.
    public var summary: Summary?
    public var shards: [DiscordShard]

    /// What a report says beside its shards.
    public struct Summary: Hashable, Sendable {
        public var metrics: Metrics
        public var commandErrorsTotal: Double
        public var commandsTotal: Double
        public var lastSeen: WallTime
    }
}

extension ClusterReport {
    /// Puts a report together.
    /// - Parameter pages: the newest page of each index, in any order; missing ones only cost their shards.
    /// - Returns: nil without page 0.
    public init?(pages: [ReportPage]) {
        guard let first = pages.first(where: { $0.index == 0 }), let summary = first.summary else {
            return nil
        }
        var list = ShardList()
        // Pages of different reports may overlap; what page 0 says is newest.
        for page in pages.sorted(by: { $0.index > $1.index }) where page.index < first.count {
            for shard in page.shards {
                guard let index = list.index(of: shard.id) else { continue }
                list.replace(at: index, by: shard)
            }
        }
        self.init(
            metrics: summary.metrics, commandErrorsTotal: summary.commandErrorsTotal,
            commandsTotal: summary.commandsTotal, shards: list.shards, lastSeen: summary.lastSeen)
    }
}
