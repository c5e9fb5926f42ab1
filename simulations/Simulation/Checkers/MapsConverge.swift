import GossipCore
import Membership

/// INV-12: after the last fault all live nodes reach the same map within a stated bound.
enum MapsConverge {
    /// - Returns: nil when all running hosts hold the same cold plane, and each other alive or suspect.
    static func difference(in world: borrowing World) -> String? {
        var reference: (host: Int, fingerprint: UInt64, count: Int)?
        for host in world.hosts where host.isUp {
            guard let node = host.roster?.node else { continue }
            let (fingerprint, count) = (node.fingerprint, node.entryCount)
            if let reference, reference.fingerprint != fingerprint || reference.count != count {
                return "host \(host.index) holds \(count) items with fingerprint "
                    + "\(String(fingerprint, radix: 16)), host \(reference.host) \(reference.count) with "
                    + String(reference.fingerprint, radix: 16)
            }
            reference = (host.index, fingerprint, count)
        }
        for observer in world.hosts where observer.isUp {
            guard let node = observer.roster?.node else { continue }
            for subject in world.hosts where subject.isUp && !subject.hasLeft {
                let state =
                    subject.index == observer.index ? node.own.state : node.member(subject.id)?.record.state
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
