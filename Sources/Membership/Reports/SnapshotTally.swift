/// The sums and maxima of a snapshot while it is read.
struct SnapshotTally {
    private var sums = SnapshotDigest()
    private var appCommands: Double = 0
    private var latency: Double?
    private var uptime: Double?
    private var buckets = BucketSums()
    private var shards = ShardList()

    /// The digest of what was added.
    var digest: SnapshotDigest {
        var digest = sums
        digest.latencySeconds = latency ?? 0
        digest.uptimeSeconds = uptime ?? 0
        digest.commandsTotal = (appCommands + sums.commandsTotal).clamped
        digest.durationP95Seconds = buckets.quantile(0.95)
        digest.shards = shards.shards
        return digest
    }

    /// - Parameters:
    ///   - value: finite.
    ///   - scanner: holds the bytes of the labels.
    @inline(__always)
    mutating func add(_ value: Double, kind: SampleKind, labels: SampleLabels, _ scanner: JSONScanner) {
        switch kind {
        case .shardLatency:
            latency = max(latency ?? value, value)
            if let id = Self.id(labels.shard, scanner) { shards.setLatency(value, id: id) }
        case .shardUp:
            sums.shardsUp = (sums.shardsUp + value).clamped
            if let id = Self.id(labels.shard, scanner) { shards.setUp(value >= 1, id: id) }
        case .guilds: sums.guilds = (sums.guilds + value).clamped
        case .cachedUsers: sums.cachedUsers = (sums.cachedUsers + value).clamped
        case .interactions: sums.interactionsTotal = (sums.interactionsTotal + value).clamped
        case .ratelimits: sums.ratelimitsTotal = (sums.ratelimitsTotal + value).clamped
        case .commandErrors: sums.commandErrorsTotal = (sums.commandErrorsTotal + value).clamped
        case .appCommands: appCommands = (appCommands + value).clamped
        case .commands: sums.commandsTotal = (sums.commandsTotal + value).clamped
        case .durationBucket:
            if let bound = Self.bound(labels.bound, scanner) { buckets.add(value, atBound: bound) }
        case .uptime: uptime = max(uptime ?? value, value)
        }
    }

    /// The text of a label `shard`; nil for what is no text, or too long, or holds a lone surrogate:
    /// such a sample counts, but is not listed.
    private static func id(_ label: JSONScalar?, _ scanner: JSONScanner) -> String? {
        guard case .text(let text)? = label, text.range.count <= ShardList.idBytesMax * 6 else { return nil }
        return scanner.string(text)
    }

    /// The value of a label `le`.
    @inline(__always)
    private static func bound(_ label: JSONScalar?, _ scanner: JSONScanner) -> Double? {
        guard let label else { return nil }
        if case .text(let text) = label, scanner.text(text, is: "+Inf") || scanner.text(text, is: "Inf") {
            return .infinity
        }
        return scanner.double(label)
    }
}
