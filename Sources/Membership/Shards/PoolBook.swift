import GossipCore

/// What all nodes said of their shards, put together for the view.
struct PoolBook: Sendable {
    /// By node, then by index.
    private var pages: [NodeID: [Int: [UInt8]]] = [:]
    /// Nodes of which a page came that is not part of their notice yet.
    private var unread: Set<NodeID> = []
    private(set) var notices: [NodeID: ShardNotice] = [:]
    /// Of the nodes that said theirs.
    private(set) var terms: [NodeID: ShardTerms] = [:]
    /// Ordered as `applications`.
    private(set) var pools: [ShardPool] = []
    /// When something changes with time alone.
    private(set) var nextChange: WallTime?

    /// What is known of a node beside its notice.
    struct Home: Sendable {
        var name: String?
        var isDown: Bool
        var clusters: [(cluster: ShardPool.Cluster, shards: Set<String>)]
    }

    /// Keeps a page until `read`: a notice of many pages is read once, and not once a page.
    mutating func take(_ page: [UInt8], _ index: Int, of node: NodeID) {
        pages[node, default: [:]][index] = page
        unread.insert(node)
    }

    /// Reads the notices that changed.
    mutating func read() {
        for node in unread {
            notices[node] = ShardNotice(pages: pages[node] ?? [:])
            if terms[node] != notices[node]?.terms { terms[node] = notices[node]?.terms }
        }
        unread.removeAll(keepingCapacity: true)
    }

    mutating func forget(_ node: NodeID) {
        pages[node] = nil
        unread.remove(node)
        notices[node] = nil
        terms[node] = nil
    }

    /// The nodes that sessions are at.
    var homes: Set<NodeID> { Set(notices.lazy.filter { !$0.value.sessions.isEmpty }.map(\.key)) }

    /// Puts the pools together anew, of what was read.
    /// - Parameters:
    ///   - sizes: as the voters decided, where this node knows it better than by notices.
    ///   - wait: how long a shard is kept after its home was heard last.
    /// - Returns: what changed of which shards.
    mutating func settle(
        _ applications: [ShardApplication], sizes: [ApplicationID: PoolSize], wait: Instant.Span,
        at wall: WallTime, home: (NodeID) -> Home
    ) -> [(ApplicationID, Int, ShardChange)] {
        let former = pools
        nextChange = nil
        let order = notices.keys.sorted()
        var known: [NodeID: Home] = [:]
        for node in homes { known[node] = home(node) }
        pools = applications.map { application in
            var pool = ShardPool(application: application.id, name: application.name)
            let words = order.compactMap { notices[$0]?.application(application.id) }
            pool.size = sizes[application.id] ?? words.compactMap(\.size).last
            pool.discord = words.compactMap(\.discord).max { $0.askedAt < $1.askedAt }
            if let left = words.compactMap(\.identifiesLeft).min() { pool.discord?.identifiesLeft = left }
            pool.holders = holders(of: application.id, order, known, wait, at: wall)
            return pool
        }
        var changes: [(ApplicationID, Int, ShardChange)] = []
        for (before, after) in zip(former, pools) where !former.isEmpty {
            changes += Self.changes(from: before, to: after).map { (after.application, $0, $1) }
        }
        return changes
    }

    private mutating func holders(
        of application: ApplicationID, _ order: [NodeID], _ homes: [NodeID: Home], _ wait: Instant.Span,
        at wall: WallTime
    ) -> [ShardPool.Holder] {
        var byShard: [Int: ShardPool.Holder] = [:]
        for node in order {
            guard let home = homes[node] else { continue }
            for session in notices[node]?.sessions ?? [] where session.application == application {
                var holder = ShardPool.Holder(
                    shard: session.shard, state: session.isEnded ? .grace : .held, home: node,
                    homeName: home.name, cluster: home.cluster(of: session.shard), since: session.since,
                    lastBeat: session.lastBeat, endsAt: session.endsAt, freeAt: session.freeAt,
                    report: session.report)
                if home.isDown {
                    holder.state = .lost
                    // Its home asked for its right after this beat, perhaps until the next one was due.
                    holder.freeAt = max(holder.freeAt, holder.lastBeat + wait + .seconds(5))
                }
                if holder.state != .held {
                    guard wall < holder.freeAt else { continue }
                    nextChange = min(nextChange ?? holder.freeAt, holder.freeAt)
                }
                if let other = byShard[session.shard], other.outweighs(holder) { continue }
                byShard[session.shard] = holder
            }
        }
        return byShard.values.sorted { $0.shard < $1.shard }
    }

    private static func changes(from former: ShardPool, to next: ShardPool) -> [(Int, ShardChange)] {
        let before = Dictionary(uniqueKeysWithValues: former.holders.map { ($0.shard, $0) })
        let after = Dictionary(uniqueKeysWithValues: next.holders.map { ($0.shard, $0) })
        return Set(before.keys).union(after.keys).sorted().compactMap { shard in
            guard let holder = after[shard] else { return (shard, .free) }
            if let other = before[shard], other.state == holder.state, other.home == holder.home {
                return nil
            }
            switch holder.state {
            case .held: return (shard, .held(by: holder.home))
            case .grace: return (shard, .ended)
            case .lost: return (shard, .lost)
            }
        }
    }
}

extension ShardNotice {
    func application(_ id: ApplicationID) -> Application? { applications.first { $0.id == id } }
}

extension PoolBook.Home {
    /// The cluster that says it runs the shard; without one the only cluster there is.
    fileprivate func cluster(of shard: Int) -> ShardPool.Cluster? {
        let label = String(shard)
        if let one = clusters.first(where: { $0.shards.contains(label) }) { return one.cluster }
        return clusters.count == 1 ? clusters[0].cluster : nil
    }
}

extension ShardPool.Holder {
    /// Of two homes that speak of one shard: the one whose session runs, then the later one.
    fileprivate func outweighs(_ other: ShardPool.Holder) -> Bool {
        (state == .held) == (other.state == .held) ? lastBeat >= other.lastBeat : state == .held
    }
}

extension WallTime {
    static func + (time: WallTime, span: Instant.Span) -> WallTime {
        WallTime(milliseconds: time.milliseconds + UInt64(max(span.nanoseconds, 0)) / 1_000_000)
    }
}
