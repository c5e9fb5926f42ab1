import GossipCore
import Logging
import Membership

/// Says in the log what changed in the fleet.
struct ChangeReporter {
    private let log: Logger
    private var throttle = LogThrottle()

    init(log: Logger) { self.log = log }

    mutating func report(_ change: Change) {
        switch change {
        case .member(let record, let previous):
            report(record, previous: previous)
        case .clusterRegistered(let identity, let fleet):
            log.info("cluster registered", metadata: ["identity": "\(identity)", "fleet": "\(fleet)"])
        case .clusterNumbered(let identity, let fleet, let number):
            log.info(
                "cluster numbered",
                metadata: ["identity": "\(identity)", "fleet": "\(fleet)", "number": "\(number.value)"])
        case .clusterUp(let identity):
            log.info("cluster up", metadata: ["identity": "\(identity)"])
        case .clusterDown(let identity, let reason):
            log.warning("cluster down", metadata: ["identity": "\(identity)", "reason": "\(reason.label)"])
        case .resolveSeeds:
            log.debug("resolving the seeds")
        case .cloned(let address):
            guard throttle.allows("cloned", at: Clocks.monotonic()) else { return }
            log.error(
                "another process runs with a copy of this node's state directory; stop one of the two",
                metadata: ["address": "\(address)"])
        case .nameConflict(let one, let other):
            guard throttle.allows("name \(one) \(other)", at: Clocks.monotonic()) else { return }
            log.error(
                "two nodes have one name; give one of them another --name",
                metadata: ["node": "\(one)", "other": "\(other)"])
        case .left:
            log.info("left the fleet")
        }
    }

    private func report(_ record: MemberRecord, previous: MemberState?) {
        let metadata: Logger.Metadata = [
            "name": "\(record.name)", "address": "\(record.gossip)", "region": "\(record.region)",
        ]
        switch record.state {
        case .alive where previous == .alive: log.debug("member changed", metadata: metadata)
        case .alive: log.info("member alive", metadata: metadata)
        case .suspect: log.info("member suspect", metadata: metadata)
        case .dead: log.warning("member dead", metadata: metadata)
        case .left: log.info("member left", metadata: metadata)
        case .forgotten: log.info("member forgotten", metadata: metadata)
        }
    }
}
