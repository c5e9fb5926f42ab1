import GossipCore
import Membership
import NIOCore
import Synchronization

/// What this node saw happen: it looks at the picture four times a second, whether or not anybody reads, and
/// keeps the events, when each row changed, and how the rollups went. Readers look here, so that nothing about
/// them, not even their number, is felt by the gossip loop.
final class Chronicle: Sendable {
    /// Events that are kept: some hours of a large fleet's, 2 MB at most.
    static let eventsMax = 8_192
    static let period = TimeAmount.milliseconds(250)

    /// What the view's documents are rendered from.
    struct Sighting: Sendable {
        var picture: FleetPicture
        /// Aligned with the picture's fleets.
        var rows: [RowAges]
        /// Aligned with the picture's pools.
        var pools: [PoolAges]
        var globalTrend: Trend
        var trends: [FleetName: Trend]
        /// Since when the voters can decide, or cannot, as far as this node saw.
        var majoritySince: WallTime
    }

    fileprivate struct State {
        var sighting: Sighting
        /// Oldest first; the newest has the number `newest`.
        var events = CircularBuffer<FleetEvent>()
        var newest: UInt64 = 0
        var readers = 0
    }

    /// Tells this run's event ids and cursors from those of other runs and other nodes.
    let run = String(UInt64.random(in: 0 ... .max), radix: 36)
    let startedAt: WallTime
    private let trendStep: UInt64
    private let state: Mutex<State>

    /// - Parameter trendStep: seconds between the points of a young trend.
    init(_ picture: FleetPicture, trendStep: Double) {
        let step = UInt64(max(1, min(trendStep, 3_600)) * 1_000)
        self.trendStep = step
        startedAt = picture.generatedAt
        state = Mutex(
            State(
                sighting: Sighting(
                    picture: picture,
                    rows: picture.fleets.map { RowAges(all: $0.clusters.count, changedIn: picture.version) },
                    pools: picture.pools.map {
                        PoolAges($0, at: picture.generatedAt, version: picture.version)
                    },
                    globalTrend: Trend(step: step), trends: [:], majoritySince: picture.generatedAt)))
        observe(picture)
    }

    var sighting: Sighting { state.withLock { $0.sighting } }

    /// Takes a picture, unless it knows a newer one.
    func observe(_ picture: FleetPicture) {
        state.withLock { state in
            let old = state.sighting.picture
            guard picture.version >= old.version else { return }
            // Traffic and times change without a new version.
            state.sighting.picture = picture
            if picture.version != old.version {
                let difference = PictureDifference(
                    from: old, rows: state.sighting.rows, pools: state.sighting.pools, to: picture)
                state.sighting.rows = difference.rows
                state.sighting.pools = difference.pools
                if old.status.hasMajority != picture.status.hasMajority {
                    state.sighting.majoritySince = picture.generatedAt
                }
                for news in difference.news { state.add(news, at: picture.generatedAt) }
            }
            state.sighting.recordTrends(step: trendStep)
        }
    }

    /// The events after one, oldest first.
    /// - Returns: nil where some are not kept any more.
    func events(after sequence: UInt64, limit: Int) -> [FleetEvent]? {
        state.withLock { state in
            guard sequence < state.newest else { return sequence == state.newest ? [] : nil }
            let missing = Int(clamping: state.newest - sequence)
            guard missing <= state.events.count else { return nil }
            return Array(state.events.suffix(missing).prefix(limit))
        }
    }

    var newestEvent: UInt64 { state.withLock { $0.newest } }

    /// The last events, newest first.
    func latest(_ count: Int) -> [FleetEvent] {
        state.withLock { Array($0.events.suffix(count).reversed()) }
    }

    /// The last events about a cluster, newest first.
    func latest(_ count: Int, about identity: ClusterIdentity) -> [FleetEvent] {
        state.withLock { state in
            Array(state.events.reversed().lazy.filter { $0.identity == identity }.prefix(count))
        }
    }

    /// Makes room for one more reader of `/v1/events`.
    /// - Returns: whether there is any.
    func admitReader() -> Bool {
        state.withLock { state in
            guard state.readers < ViewerLimits.streamsMax else { return false }
            state.readers += 1
            return true
        }
    }

    func dismissReader() { state.withLock { $0.readers -= 1 } }

    var readerCount: Int { state.withLock { $0.readers } }
}

extension Chronicle.State {
    fileprivate mutating func add(_ news: FleetEvent.News, at time: WallTime) {
        newest += 1
        if events.count == Chronicle.eventsMax { events.removeFirst() }
        events.append(FleetEvent(sequence: newest, at: time, news: news))
    }
}

extension Chronicle.Sighting {
    fileprivate mutating func recordTrends(step: UInt64) {
        guard !picture.fleets.isEmpty, globalTrend.isDue(at: picture.generatedAt) else { return }
        var up = 0
        for fleet in picture.fleets {
            let fleetUp = fleet.clusters.count { $0.down == nil }
            up += fleetUp
            guard let name = FleetName(fleet.name) else { continue }
            trends[name, default: Trend(step: step)].record(
                Trend.Point(at: picture.generatedAt, clustersUp: fleetUp, metrics: fleet.rollup))
        }
        globalTrend.record(
            Trend.Point(at: picture.generatedAt, clustersUp: up, metrics: picture.global))
        if trends.count > picture.fleets.count {
            let alive = Set(picture.fleets.compactMap { FleetName($0.name) })
            trends = trends.filter { alive.contains($0.key) }
        }
    }
}
