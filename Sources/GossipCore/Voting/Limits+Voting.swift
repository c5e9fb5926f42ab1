extension Limits {
    /// Sizes of a voter set. Even ones only cost: a majority of four is as large as that of five.
    public static let voterCounts = [1, 3, 5]
    /// One packet of the voters is one domain message (`messageBytesMax`).
    public static let votingPacketBytesMax = messageBytesMax
    /// kind 1, set 16, epoch varint 10, sender 16, ballot 10 + 10 + 16 + 8, five sequences of 10 and their
    /// count 1, count 2, signature 64.
    static let votingEnvelopeBytesMax = 204
    /// The largest item is that of a promise: key 21, tag 1, ballot 44, length 2:
    /// 1,000 - 204 - 68 = 728.
    public static let registerBytesMax = 720
    /// Registers that one voter holds: those of 5,000 clusters in their worst case (each in a batch of its
    /// own), an equal share for leases, and as many again.
    public static let registersMax = 20_000
    /// Candidacies of a fleet that has no voters yet: twice the largest `--bootstrap-expect`.
    static let foundersMax = 2_000
    /// Registers that one node decides at a time.
    public static let proposalsMax = 1_024
    /// Answers that wait for the disk; beyond it they are dropped as the network would.
    public static let heldAnswersMax = 4_096
    /// Attempts at one proposal before it is given up; its outcome is then not known.
    static let attemptsMax = 32
}
