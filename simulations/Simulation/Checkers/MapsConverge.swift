import GossipCore
import Membership

/// INV-12: after the last fault all live nodes reach the same map within a stated bound.
enum MapsConverge {
    /// - Returns: nil when all running hosts hold the same of both planes, and each other alive or suspect.
    static func difference(in world: borrowing World) -> String? {
        differentPlanes(in: world) ?? differentMembers(in: world)
    }

    /// What hosts show of clusters, where equal maps must give equal fleets. Homes are all that may differ
    /// in time: one host may know a moment earlier that another is dead.
    static func differentFleets(in world: borrowing World) -> String? {
        var reference: (host: Int, rows: [String])?
        for host in world.hosts where host.isHealthy {
            guard let process = host.process else { continue }
            let wall = host.clock.wall(at: world.time)
            let picture = process.roster.picture(at: host.clock.monotonic(at: world.time), wall: wall)
            let rows = picture.fleets.flatMap { fleet in
                fleet.clusters.map { cluster in
                    let number = cluster.number.map { "#\($0.value)" } ?? "pending"
                    let state = cluster.down?.label ?? "up"
                    return "\(fleet.name) \(cluster.identity) \(number) \(state) at \(cluster.home)"
                }
            }
            if let reference, reference.rows != rows {
                let differing = zip(rows, reference.rows).first { $0 != $1 }
                return "host \(host.index) shows \(rows.count) clusters, host \(reference.host) "
                    + "\(reference.rows.count): \(differing?.0 ?? "") and \(differing?.1 ?? "")"
            }
            reference = (host.index, rows)
        }
        return nil
    }

    private static func differentPlanes(in world: borrowing World) -> String? {
        var reference: (host: Int, fingerprint: UInt64, count: Int)?
        var hot: (host: Int, fingerprint: UInt64)?
        for host in world.hosts where host.isUp {
            guard let process = host.process else { continue }
            let fingerprint = process.roster.node.fingerprint
            let hotFingerprint = process.roster.node.hotFingerprint
            let count = process.roster.node.entryCount
            if let hot, hot.fingerprint != hotFingerprint {
                return "hosts \(host.index) and \(hot.host) hold different reports"
            }
            hot = (host.index, hotFingerprint)
            if let reference, reference.fingerprint != fingerprint || reference.count != count {
                return "host \(host.index) holds \(count) items with fingerprint "
                    + "\(String(fingerprint, radix: 16)), host \(reference.host) \(reference.count) with "
                    + String(reference.fingerprint, radix: 16)
            }
            reference = (host.index, fingerprint, count)
        }
        return nil
    }

    private static func differentMembers(in world: borrowing World) -> String? {
        for observer in world.hosts where observer.isUp {
            guard let process = observer.process else { continue }
            for subject in world.hosts where subject.isUp && !subject.hasLeft && subject.clones == nil {
                let state = process.roster.node.member(subject.id)?.record.state
                // A suspicion in a lossy network comes and goes; it is no part of the map.
                if state != .alive, state != .suspect {
                    let shown = state.map { "\($0)" } ?? "not at all"
                    return "host \(observer.index) holds running host \(subject.index) \(shown)"
                }
            }
        }
        return nil
    }
}
