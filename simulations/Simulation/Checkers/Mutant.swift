import GossipCore
import Membership

/// What a test breaks on purpose, to prove that the checker of an invariant bites. Nothing but a test sets it.
enum Mutant: Sendable {
    /// INV-5: some observations show incarnation zero.
    case incarnationFalls
    /// INV-6: who was forgotten is shown alive again at once.
    case forgottenReturns
    /// INV-8: datagrams claim to be 300 bytes longer.
    case datagramsTooLong
    /// INV-9: a fresh datagram is passed off as a replay.
    case freshIsReplay
    /// INV-11: every datagram is counted a hundred times.
    case countsHundredfold
    /// INV-13: the checker is not told of faults of the network.
    case losesSecretly
    /// INV-14: the network of the second run is a nanosecond slower.
    case secondRunDiffers
    /// INV-1: all bots hear that they are number 1.
    case allAreFirst
    /// INV-2: the numbers that bots hear skip some.
    case numbersSkip
    /// INV-15: bots hear numbers that no map has.
    case numbersInvented
}

extension World {
    mutating func tamper(with record: inout MemberRecord, at observer: Int) {
        guard options.mutant == .incarnationFalls, facts.events % 5 == 0 else { return }
        record.incarnation = Incarnation(0)
    }

    func tamper(with number: ClusterNumber) -> ClusterNumber {
        switch options.mutant {
        case .allAreFirst: ClusterNumber(1)
        case .numbersSkip: ClusterNumber(number.value + (number.value > 1 ? 10 : 0))
        case .numbersInvented: ClusterNumber(number.value + 1_000)
        default: number
        }
    }

    func tamperedSize(_ bytes: Int) -> Int {
        options.mutant == .datagramsTooLong ? bytes + 1_200 : bytes
    }
}
