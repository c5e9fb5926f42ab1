/// The proof that one voter set follows another: a majority of the former signed that it is sealed, and
/// with which set it was sealed. Who knows the former set needs to trust nobody else.
public struct Succession: Hashable, Sendable {
    public var previous: VoterSetID
    public var next: VoterSet
    /// Ascending by voter.
    var seals: [Seal]

    package struct Seal: Hashable, Sendable {
        package var voter: NodeID
        package var signature: Signature

        package init(voter: NodeID, signature: Signature) {
            self.voter = voter
            self.signature = signature
        }
    }

    package init(previous: VoterSetID, next: VoterSet, seals: [Seal]) {
        self.previous = previous
        self.next = next
        self.seals = seals
    }

    /// What a voter of `previous` signs when it seals.
    package static func statement(_ previous: VoterSetID, _ next: VoterSetID) -> [UInt8] {
        Array("rollcall seal 1".utf8) + previous.encoded() + next.encoded()
    }

    /// - Parameter previous: the set that is known already.
    func isValid(after previous: VoterSet) -> Bool {
        guard self.previous == previous.id, next.lineage == previous.lineage,
            previous.epoch < .init(.max), next.epoch == previous.epoch.next
        else { return false }
        let statement = Self.statement(previous.id, next.id)
        var signers: Set<NodeID> = []
        for seal in seals {
            guard let key = previous.key(of: seal.voter), key.verifies(seal.signature, of: statement) else {
                return false
            }
            signers.insert(seal.voter)
        }
        return signers.count >= previous.majority
    }
}

extension Succession: WireValue {
    func write(to sink: inout some WireSink) {
        previous.write(to: &sink)
        next.write(to: &sink)
        sink.byte(UInt8(truncatingIfNeeded: seals.count))
        for seal in seals {
            seal.voter.write(to: &sink)
            seal.signature.write(to: &sink)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        previous = try VoterSetID(from: &reader)
        next = try VoterSet(from: &reader)
        let count = Int(try reader.byte())
        guard count <= 5 else { throw .limit }
        seals = try reader.list(count: count, bytesMin: 80) { reader throws(WireError) in
            Seal(voter: try NodeID(from: &reader), signature: try Signature(from: &reader))
        }
    }
}
