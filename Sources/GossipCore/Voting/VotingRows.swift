// The durable state of the voting core as rows of keys and values.
//
//     key                              value
//     1                                the newest set that this node knows
//     2                                the set before it, where it is known
//     3 | epoch 8                      the succession from this epoch to the next
//     4                                sequence 8
//     5 | epoch 8                      standing of this node as a voter of the epoch
//     6 | epoch 8 | register key 21    state of a register in the epoch
//     7                                the one lineage that an operator lets this node take; written by nobody else

enum VotingRows {
    static func wanted(_ lineage: Lineage) -> VotingRow { VotingRow(key: [7], value: lineage.encoded()) }

    static func set(_ set: VoterSet) -> VotingRow { VotingRow(key: [1], value: set.encoded()) }

    static func previous(_ set: VoterSet) -> VotingRow { VotingRow(key: [2], value: set.encoded()) }

    static func succession(_ succession: Succession, of epoch: Epoch) -> VotingRow {
        VotingRow(key: [3] + bytes(epoch.number), value: succession.encoded())
    }

    static func sequence(_ sequence: UInt64) -> VotingRow { VotingRow(key: [4], value: bytes(sequence)) }

    static func standing(_ voter: Voter) -> VotingRow {
        VotingRow(key: [5] + bytes(voter.set.epoch.number), value: Standing(voter).encoded())
    }

    static func register(_ key: RegisterKey, _ state: RegisterState, in epoch: Epoch) -> VotingRow {
        VotingRow(key: registerKey(key, in: epoch), value: state.encoded())
    }

    /// What is left of a voter whose epoch is over for good.
    static func removal(of voter: Voter) -> [VotingRow] {
        var rows = [VotingRow(key: [5] + bytes(voter.set.epoch.number), value: nil)]
        for key in voter.acceptor.registers.keys.sorted() {
            rows.append(VotingRow(key: registerKey(key, in: voter.set.epoch), value: nil))
        }
        return rows
    }

    private static func registerKey(_ key: RegisterKey, in epoch: Epoch) -> [UInt8] {
        [6] + bytes(epoch.number) + key.encoded()
    }

    static func bytes(_ number: UInt64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
    }

    /// What the row of a `Voter` says.
    struct Standing: WireValue {
        var isActive: Bool
        var isResigned: Bool
        var isSealed: Bool
        var next: VoterSet?
        var witnessed: [UInt64]

        init(_ voter: Voter) {
            isActive = voter.isActive
            isResigned = voter.isResigned
            isSealed = voter.acceptor.isSealed
            next = voter.next
            witnessed = voter.witnessed
        }

        func write(to sink: inout some WireSink) {
            sink.byte((isActive ? 1 : 0) | (isResigned ? 2 : 0) | (isSealed ? 4 : 0) | (next == nil ? 0 : 8))
            next?.write(to: &sink)
            sink.byte(UInt8(truncatingIfNeeded: witnessed.count))
            for sequence in witnessed { sink.varint(sequence) }
        }

        init(from reader: inout WireReader) throws(WireError) {
            let flags = try reader.byte()
            isActive = flags & 1 != 0
            isResigned = flags & 2 != 0
            isSealed = flags & 4 != 0
            next = flags & 8 == 0 ? nil : try VoterSet(from: &reader)
            let count = Int(try reader.byte())
            witnessed = try reader.list(count: count, bytesMin: 1) { reader throws(WireError) in
                try reader.varint()
            }
        }
    }
}
