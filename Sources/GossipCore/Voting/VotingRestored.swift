/// The durable state of the voting core, read back from its rows.
struct VotingRestored {
    private(set) var set: VoterSet?
    private(set) var previous: VoterSet?
    private(set) var successions: [Epoch: Succession] = [:]
    private(set) var sequence: UInt64 = 0
    private(set) var wanted: Lineage?
    private var standings: [Epoch: VotingRows.Standing] = [:]
    private var registers: [Epoch: [RegisterKey: RegisterState]] = [:]

    /// - Throws: where a row is not one of ours. A voter must not go on with a part of what it promised.
    init(_ rows: [VotingRow]) throws(VotingRestoreError) {
        for row in rows {
            guard let kind = row.key.first, let value = row.value else { throw .damaged(row.key) }
            do throws(WireError) {
                try take(kind, Array(row.key.dropFirst()), value)
            } catch {
                throw .damaged(row.key)
            }
        }
    }

    private mutating func take(_ kind: UInt8, _ key: [UInt8], _ value: [UInt8]) throws(WireError) {
        switch kind {
        case 1: set = try VoterSet(decoding: value)
        case 2: previous = try VoterSet(decoding: value)
        case 3: successions[try Self.epoch(key)] = try Succession(decoding: value)
        case 4: sequence = try Self.epoch(value).number
        case 5: standings[try Self.epoch(key)] = try VotingRows.Standing(decoding: value)
        case 6:
            let epoch = try Self.epoch(Array(key.prefix(8)))
            let register = try RegisterKey(decoding: Array(key.dropFirst(8)))
            registers[epoch, default: [:]][register] = try RegisterState(decoding: value)
        case 7: wanted = try Lineage(decoding: value)
        default: throw .value
        }
    }

    /// This node as a voter of `set`; nil if its disk says nothing of that.
    func voter(of set: VoterSet, own: NodeID) -> Voter? {
        guard let standing = standings[set.epoch], standing.witnessed.count == set.voters.count else {
            return nil
        }
        return Voter(
            set: set, own: own,
            acceptor: Acceptor(registers: registers[set.epoch] ?? [:], isSealed: standing.isSealed),
            isActive: standing.isActive, isResigned: standing.isResigned, next: standing.next,
            witnessed: standing.witnessed, sequence: sequence)
    }

    /// What this disk accepted last of each register, in any epoch.
    var lastAccepted: [RegisterKey: RegisterState] {
        var merged: [RegisterKey: RegisterState] = [:]
        for (key, state) in registers.values.joined() { merged.take(key, state.accepted, state.value) }
        return merged
    }

    /// The highest epoch of which it knows anything.
    var highestEpoch: Epoch {
        [set?.epoch, standings.keys.max(), standings.values.compactMap { $0.next?.epoch }.max()]
            .compactMap(\.self).max() ?? Epoch(0)
    }

    private static func epoch(_ bytes: [UInt8]) throws(WireError) -> Epoch {
        guard bytes.count == 8 else { throw .truncated }
        return Epoch(bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }
}

/// Why a voter cannot start from its disk.
public enum VotingRestoreError: Error, Hashable {
    /// The row of this key does not decode.
    case damaged([UInt8])
}
