import GossipCore

/// Something that will happen, by time, then in the order in which it was planned.
struct VotingWork: Comparable {
    enum Kind {
        case packet([UInt8], from: NodeID, to: Int, Sender)
        case commit(host: Int, life: Int)
        case wake(host: Int)
        /// Work and misfortune.
        case step

        /// At which it happens.
        var host: Int? {
            switch self {
            case .packet(_, _, let host, _), .commit(let host, _), .wake(let host): host
            case .step: nil
            }
        }
    }

    enum Sender: Equatable {
        case voter
        /// Something that a voter once sent, sent again by the hostile member.
        case replayer
        /// Something that no voter ever sent.
        case forger
    }

    var at: Instant
    var order: UInt64
    var kind: Kind

    static func < (left: VotingWork, right: VotingWork) -> Bool {
        left.at == right.at ? left.order < right.order : left.at < right.at
    }

    static func == (left: VotingWork, right: VotingWork) -> Bool { left.order == right.order }
}
