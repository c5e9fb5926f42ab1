/// The voters of one epoch.
public struct VoterSet: Hashable, Sendable {
    /// Which founding this set descends from. Two of them never mix.
    public let lineage: Lineage
    public let epoch: Epoch
    /// One, three or five, ascending by id.
    public let voters: [VoterKey]
    /// Commits to all of the above.
    public let id: VoterSetID

    /// - Returns: nil unless the voters are one, three or five different ones.
    public init?(lineage: Lineage, epoch: Epoch, voters: [VoterKey]) {
        guard Limits.voterCounts.contains(voters.count) else { return nil }
        self.lineage = lineage
        self.epoch = epoch
        self.voters = voters.sorted { $0.id < $1.id }
        for (left, right) in zip(self.voters, self.voters.dropFirst()) where left.id == right.id {
            return nil
        }
        id = VoterSetID(lineage: lineage, epoch: epoch, voters: self.voters)
    }

    /// How many votes decide: more than half of all voters, dead or alive.
    public var majority: Int { voters.count / 2 + 1 }

    public func contains(_ node: NodeID) -> Bool { index(of: node) != nil }

    func index(of node: NodeID) -> Int? { voters.firstIndex { $0.id == node } }

    func key(of node: NodeID) -> VoterKey? { voters.first { $0.id == node } }
}

extension VoterSet: WireValue {
    func write(to sink: inout some WireSink) {
        lineage.write(to: &sink)
        sink.varint(epoch.number)
        sink.byte(UInt8(truncatingIfNeeded: voters.count))
        for voter in voters { voter.write(to: &sink) }
    }

    init(from reader: inout WireReader) throws(WireError) {
        let lineage = try Lineage(from: &reader)
        let epoch = Epoch(try reader.varint())
        let count = Int(try reader.byte())
        guard Limits.voterCounts.contains(count) else { throw .value }
        var voters: [VoterKey] = []
        for _ in 0..<count { voters.append(try VoterKey(from: &reader)) }
        // One spelling: ascending.
        guard let set = VoterSet(lineage: lineage, epoch: epoch, voters: voters), set.voters == voters else {
            throw .value
        }
        self = set
    }
}
