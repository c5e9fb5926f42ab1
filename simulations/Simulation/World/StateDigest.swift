import GossipCore
import Membership

/// All that a host shows of its state, to compare before and after a datagram that must change nothing.
struct StateDigest: Equatable {
    private var fingerprint: UInt64
    private var entries: Int
    private var own: MemberRecord
    private var states: [UInt64]
    private var sent: UInt64

    /// - Returns: nil while the host is down.
    init?(of host: Host) {
        guard let node = host.process?.roster.node else { return nil }
        fingerprint = node.fingerprint
        entries = node.entryCount
        own = node.own
        states = node.members.map {
            $0.record.id.low ^ $0.record.incarnation.number << 3 ^ UInt64($0.record.state.rawValue)
        }
        sent = node.traffic.sentDatagrams
    }
}
