import GossipCore
import Membership

/// What happened between two pictures of one node.
///
/// Pictures share the rows that did not change, so rows are told apart by their address, and 5,000 clusters of
/// which 80 changed cost some microseconds.
struct PictureDifference {
    private(set) var news: [FleetEvent.News] = []
    /// Aligned with the newer picture.
    private(set) var rows: [RowAges] = []
    /// Aligned with the newer picture.
    private(set) var pools: [PoolAges] = []
    private let names: [NodeID: String]
    private var departed: [ClusterIdentity: FleetPicture.Cluster] = [:]
    private var arrived: [FleetPicture.Cluster] = []

    /// - Parameters:
    ///   - rows: aligned with `old`, as are `pools`.
    init(from old: FleetPicture, rows: [RowAges], pools: [PoolAges], to new: FleetPicture) {
        names = Dictionary(
            (old.members + new.members).map { ($0.record.id, $0.record.name) },
            uniquingKeysWith: { _, last in last })
        compareMembers(old, new)
        var position = 0
        for fleet in new.fleets {
            while position < old.fleets.count, old.fleets[position].name.precedes(fleet.name) {
                depart(old.fleets[position].clusters)
                position += 1
            }
            if position < old.fleets.count, old.fleets[position].name.isSpelt(fleet.name) {
                compare(old.fleets[position], rows[position], fleet, new.version)
                position += 1
            } else {
                arrived += fleet.clusters
                self.rows.append(RowAges(all: fleet.clusters.count, changedIn: new.version))
            }
        }
        for fleet in old.fleets[position...] { depart(fleet.clusters) }
        tellArrivals()
        if old.status.hasMajority != new.status.hasMajority { news.append(.majority(new.status.hasMajority)) }
        comparePools(old, pools, new)
    }

    private mutating func comparePools(_ old: FleetPicture, _ ages: [PoolAges], _ new: FleetPicture) {
        for pool in new.pools {
            let place = old.pools.firstIndex { $0.application == pool.application }
            let difference = PoolDifference(
                from: place.map { old.pools[$0] }, place.map { ages[$0] }, to: pool, in: new)
            news += difference.news
            pools.append(difference.ages)
        }
    }

    private mutating func compareMembers(_ old: FleetPicture, _ new: FleetPicture) {
        var former = Dictionary(
            old.members.map { ($0.record.id, $0.record) }, uniquingKeysWith: { first, _ in first })
        for member in new.members {
            let previous = former.removeValue(forKey: member.record.id)
            guard
                previous?.state != member.record.state || previous?.incarnation != member.record.incarnation
            else { continue }
            news.append(.member(Self.news(of: member.record), previous: previous?.state))
        }
        for member in old.members {
            guard var gone = former[member.record.id] else { continue }
            gone.state = .forgotten
            news.append(.member(Self.news(of: gone), previous: member.record.state))
        }
    }

    private mutating func depart(_ clusters: [FleetPicture.Cluster]) {
        for cluster in clusters {
            if let identity = ClusterIdentity(cluster.identity) { departed[identity] = cluster }
        }
    }

    private mutating func compare(
        _ old: FleetPicture.Fleet, _ ages: RowAges, _ new: FleetPicture.Fleet, _ version: UInt64
    ) {
        guard Self.isAligned(old.clusters, new.clusters) else {
            return compareAnew(old, new, version)
        }
        var ages = ages
        for index in new.clusters.indices where old.clusters[index] !== new.clusters[index] {
            ages.changedIn[index] = version
            compare(old.clusters[index], new.clusters[index])
        }
        rows.append(ages)
    }

    private static func isAligned(_ old: [FleetPicture.Cluster], _ new: [FleetPicture.Cluster]) -> Bool {
        guard old.count == new.count else { return false }
        for index in new.indices where old[index] !== new[index] {
            guard old[index].identity.isSpelt(new[index].identity) else { return false }
        }
        return true
    }

    /// The order of a fleet's rows changed: readers get all of them anew.
    private mutating func compareAnew(
        _ old: FleetPicture.Fleet, _ new: FleetPicture.Fleet, _ version: UInt64
    ) {
        var former: [ClusterIdentity: FleetPicture.Cluster] = [:]
        for cluster in old.clusters {
            if let identity = ClusterIdentity(cluster.identity) { former[identity] = cluster }
        }
        for cluster in new.clusters {
            guard let identity = ClusterIdentity(cluster.identity) else { continue }
            if let known = former.removeValue(forKey: identity) {
                compare(known, cluster)
            } else {
                arrived.append(cluster)
            }
        }
        departed.merge(former) { _, last in last }
        rows.append(RowAges(all: new.clusters.count, changedIn: version))
    }

    private mutating func compare(_ old: FleetPicture.Cluster, _ new: FleetPicture.Cluster) {
        if old === new { return }
        guard let about = about(new) else { return }
        if old.home != new.home { news.append(.cluster(about, .moved(from: names[old.home]))) }
        if old.number != new.number, new.number != nil { news.append(.number(about)) }
        if old.down != new.down { news.append(.cluster(about, new.down.map { .down($0) } ?? .up)) }
    }

    private mutating func tellArrivals() {
        for cluster in arrived {
            guard let about = about(cluster) else { continue }
            if let former = departed[about.identity] {
                news.append(.cluster(about, .joined(from: former.fleet)))
            } else {
                news.append(.cluster(about, .registered))
            }
            if cluster.number != nil { news.append(.number(about)) }
            if let reason = cluster.down { news.append(.cluster(about, .down(reason))) }
        }
    }

    private func about(_ cluster: FleetPicture.Cluster) -> FleetEvent.ClusterNews? {
        ClusterIdentity(cluster.identity).map { identity in
            FleetEvent.ClusterNews(
                identity: identity, fleet: cluster.fleet, number: cluster.number, home: cluster.home,
                homeName: names[cluster.home])
        }
    }

    private static func news(of record: MemberRecord) -> FleetEvent.MemberNews {
        FleetEvent.MemberNews(
            name: record.name, id: record.id, region: record.region, state: record.state,
            incarnation: UInt32(clamping: record.incarnation.number))
    }
}

extension String {
    /// Byte by byte: `==` would take NFC and NFD spellings for one.
    func isSpelt(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    /// In the order of code points.
    fileprivate func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
