@testable import GossipCore

/// Names and keys for tests, each the same in every run.
enum VotingFixture {
    static let lineage = Lineage(high: 1, low: 2)

    static func key(_ number: UInt8) -> SigningKey {
        guard let key = SigningKey(seed: [UInt8](repeating: number, count: 32)) else {
            preconditionFailure("32 bytes are a seed")
        }
        return key
    }

    static func set(_ numbers: [UInt8], epoch: UInt64 = 1) -> VoterSet {
        let keys = numbers.map { key($0).publicKey }
        guard let set = VoterSet(lineage: lineage, epoch: Epoch(epoch), voters: keys) else {
            preconditionFailure("no set of \(numbers)")
        }
        return set
    }

    static func ballot(_ round: UInt64, by number: UInt8 = 1) -> Ballot {
        Ballot(epoch: Epoch(1), round: round, node: key(number).id, boot: 7)
    }

    static let register = RegisterKey(space: 1, name: Array("asia".utf8), index: 0)

    static func core(_ number: UInt8, rows: [VotingRow] = []) throws -> Voting {
        try Voting(
            key: key(number), boot: UInt64(number), timing: .lan, seed: 1, rows: rows,
            now: Instant(nanoseconds: 0))
    }
}
